import type { Context } from '../context.ts';

/** The page of a link; made anew each time, since no row holds the token. */
export function linkUrl(ctx: Context, { id, counter }: { id: string; counter: number }): string {
	return `${ctx.env.ORIGIN}/d/${ctx.tokens.make('delivery', id, counter)}`;
}
