export type AddressFault = 'empty' | 'no-at' | 'local-part' | 'domain' | 'too-long' | 'several' | 'unclear';

export type ReadAddress = { ok: true; address: string } | { ok: false; why: AddressFault };

/** RFC 5322 atoms without % and !, by which old servers route on to somebody else. */
const ATOM = "[A-Za-z0-9#$&'*+/=?^_`{|}~-]+";
const LOCAL_PART = new RegExp(`^${ATOM}(\\.${ATOM})*$`);
/** Joiners are part of Persian and Indic names; `URL` refuses them elsewhere. */
const WRITTEN_DOMAIN = /^(?:[\p{L}\p{M}\p{N}.-]|\u200C|\u200D)+$/u;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * One addr-spec and nothing else: no comments, quotes, literals or line breaks. Answers it in lower
 * case with the domain in ASCII, the one form in which addresses are kept and compared.
 */
export function readAddress(text: string): ReadAddress {
	if (text.length > 1000) return { ok: false, why: 'too-long' };
	const trimmed = text.trim();
	if (trimmed === '') return { ok: false, why: 'empty' };
	const at = trimmed.indexOf('@');
	if (at < 0) return { ok: false, why: 'no-at' };
	if (/[,;\s]/.test(trimmed)) return { ok: false, why: 'several' };
	const local = trimmed.slice(0, at);
	if (local.length > 64 || !LOCAL_PART.test(local)) return { ok: false, why: 'local-part' };
	const domain = asciiDomain(trimmed.slice(at + 1));
	if (domain === null) return { ok: false, why: 'domain' };
	const address = `${local}@${domain}`.toLowerCase();
	return address.length > 254 ? { ok: false, why: 'too-long' } : { ok: true, address };
}

function asciiDomain(written: string): string | null {
	if (!WRITTEN_DOMAIN.test(written)) return null;
	const host = hostOf(written);
	const labels = host?.split('.') ?? [];
	if (host === null || !labels.every((label) => LABEL.test(label))) return null;
	if (labels.length < 2 && host !== 'localhost') return null;
	return /[a-z]/.test(labels.at(-1) ?? '') ? host : null;
}

/** `URL` is the IDN mapping (UTS #46) that browsers and Node both carry. */
function hostOf(written: string): string | null {
	const url = URL.canParse(`http://${written}/`) ? new URL(`http://${written}/`) : null;
	return url && url.hostname;
}
