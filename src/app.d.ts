import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Context } from '#lib/server/context.ts';

declare global {
	namespace App {
		interface Error {
			status: number;
			message: string;
			title?: string;
			id?: string;
		}
		interface Locals {
			ctx: Context;
			member: MemberActor | null;
			/** Id (hash) of the client's browser session. */
			sessionId: string | null;
		}
		interface PageState {
			/** A picture is open over the gallery. */
			viewing?: boolean;
		}
		interface Platform {
			req: import('node:http').IncomingMessage;
		}
	}
}

export {};
