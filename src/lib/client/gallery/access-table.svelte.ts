import { Action } from '#lib/client/action.svelte.ts';
import * as v from 'valibot';
import { call, callFor } from '#lib/client/api.ts';
import { coalesce } from '#lib/client/live/coalesce.ts';
import { listenAsStudio } from '#lib/client/live/listen.ts';
import { AccessView } from '#lib/contract/access.ts';
import { InvitationLink } from '#lib/contract/invitation.ts';
import { NO_RIGHTS, type Rights } from '#lib/domain/access/rights.ts';
import { ANYBODY, type PutAccess } from '#lib/domain/access/rows.ts';

type Put = v.InferInput<typeof PutAccess>['rows'][number];
/** As it is told, with what can be put besides. */
export type AccessRow = Omit<AccessView['rows'][number], 'expiresAt'> & Pick<Put, 'expiresAt' | 'passphrase'>;
type Given = { access: AccessView; links: readonly InvitationLink[] };

/** Who may do what in a gallery, as it stands: what others change is shown, and never undone by a change made here. */
export class AccessTable {
	/** With what was turned here and is on its way. */
	rows = $state.raw<readonly AccessRow[]>([]);
	inherit = $state(false);
	links = $state.raw<readonly InvitationLink[]>([]);
	readonly #action = new Action();
	/** Whose row was kept last: said beside it. */
	saved = $state<string>();
	readonly #path: string;
	/** As the server told it last. */
	#held: AccessView;
	/** Changes on their way, one after another; a refusal drops those behind it. */
	#saving: Promise<unknown> = Promise.resolve();
	#onTheirWay = 0;
	#refusals = 0;
	readonly #again = coalesce(() => this.#refetch(), 100);

	constructor(galleryId: string, { access, links }: Given) {
		this.#path = `/api/v1/galleries/${galleryId}`;
		this.#held = access;
		this.links = links;
		this.#showHeld();
	}

	/** Listens to what others change; returns how to stop. */
	follow(galleryId: string) {
		const { ask, stop } = this.#again;
		const silence = listenAsStudio(galleryId, { onaccess: ask, onperson: ask, onhere: ask });
		return () => {
			silence();
			stop();
		};
	}

	get fault(): string | undefined {
		return this.#action.sentence;
	}

	rowOf = (subject: string) => this.rows.find((row) => row.subject === subject);
	nameOf = (subject: string) => this.links.find(({ email }) => email === subject)?.name;
	linkOf = (subject: string) => this.links.find(({ email, revokedAt }) => email === subject && !revokedAt);

	/** Shown at once and saved at once. */
	change = (subject: string, to: Partial<AccessRow>) =>
		this.#putRow(
			subject,
			this.rows.map((row) => (row.subject === subject ? { ...row, ...to } : row))
		);

	add = (subject: string, rights: Rights) =>
		this.#putRow(subject, [...this.rows.filter((row) => row.subject !== subject), { subject, ...rights }]);

	remove = (subject: string) => this.#put(this.rows.filter((row) => row.subject !== subject));

	inheritAgain = () => this.#put([], true);

	async takeBackLink({ id }: InvitationLink) {
		await this.#action.run(() => call('DELETE', `/api/v1/invitations/${id}`));
		this.#again.ask();
	}

	async #putRow(subject: string, rows: readonly AccessRow[]): Promise<boolean> {
		this.saved = undefined;
		const done = await this.#put(rows);
		if (done) this.saved = subject;
		return done;
	}

	/** Resolves with whether it was kept. */
	#put(rows: readonly AccessRow[], inherit = false): Promise<boolean> {
		this.rows = rows;
		this.#onTheirWay++;
		const refusals = this.#refusals;
		const saved = this.#saving.then(async () => {
			const done = refusals === this.#refusals && (await this.#save(rows, inherit));
			this.#onTheirWay--;
			if (this.#onTheirWay === 0) this.#showHeld();
			return done;
		});
		this.#saving = saved;
		return saved;
	}

	async #save(rows: readonly AccessRow[], inherit: boolean): Promise<boolean> {
		const { version } = this.#held;
		const isDone = await this.#action.run(async () => {
			this.#held = await callFor(AccessView, 'PUT', `${this.#path}/access`, { inherit, version, rows });
		});
		if (!isDone) {
			this.#refusals++;
			this.#again.ask();
		}
		return isDone;
	}

	#showHeld() {
		const { rows, inherit } = this.#held;
		const hasAnybody = rows.some(({ subject }) => subject === ANYBODY);
		this.rows = hasAnybody ? rows : [{ subject: ANYBODY, ...NO_RIGHTS }, ...rows];
		this.inherit = inherit;
	}

	async #refetch() {
		const [held, links] = await Promise.all([
			callFor(AccessView, 'GET', `${this.#path}/access`),
			callFor(v.array(InvitationLink), 'GET', `${this.#path}/invitations`)
		]);
		this.links = links;
		// what is on its way is judged against what it was made from
		if (this.#onTheirWay) return this.#again.ask();
		this.#held = held;
		this.#showHeld();
	}
}
