import type { ServerResponse } from 'node:http';
import { cut } from './cut.ts';

/** Whose response it is: `counted` groups those that are limited together (a session, a link, a member). */
export type Ticket = {
	counted: string;
	/** Asked again and again while bytes flow; false cuts the connection. */
	stillMay: () => boolean | Promise<boolean>;
};

/** Responses that are being sent, so that a right that is taken away takes the bytes in flight with it. */
export type InProgress = {
	/** Registers until the response closes; judged anew twice a second meanwhile. */
	track: (res: ServerResponse, ticket: Ticket) => void;
	/** How many responses of this group are being sent. */
	count: (counted: string) => number;
	/** Judges all of them anew and cuts those that may no longer be sent; a judge that throws cuts too. */
	recheck: () => Promise<void>;
	size: () => number;
};

/** Rows and sessions also end by the clock, and other processes write too: so we look twice a second while needed. */
const RECHECK_MS = 400;

export function makeInProgress(): InProgress {
	const tickets = new Map<ServerResponse, Ticket>();
	let timer: NodeJS.Timeout | undefined;
	let checking: Promise<void> | undefined;

	async function check() {
		for (const [res, ticket] of [...tickets]) if (!(await stillMay(ticket))) cut(res);
	}
	function recheck() {
		checking ??= check().finally(() => (checking = undefined));
		return checking;
	}
	function forget(res: ServerResponse) {
		tickets.delete(res);
		if (tickets.size) return;
		clearInterval(timer);
		timer = undefined;
	}
	return {
		track: (res, ticket) => {
			if (res.destroyed) return;
			tickets.set(res, ticket);
			res.once('close', () => forget(res));
			timer ??= setInterval(() => void recheck(), RECHECK_MS).unref();
		},
		count: (counted) => [...tickets.values()].filter((ticket) => ticket.counted === counted).length,
		recheck,
		size: () => tickets.size
	};
}

async function stillMay(ticket: Ticket): Promise<boolean> {
	try {
		return await ticket.stillMay();
	} catch {
		return false;
	}
}
