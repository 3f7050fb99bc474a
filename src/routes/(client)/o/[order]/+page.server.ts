import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { AppError } from '#lib/domain/fault.ts';
import { AskedPage } from '#lib/domain/pages.ts';
import { AskForChange, ChangeItems } from '#lib/domain/orders/inputs.ts';
import { sentenceOf } from '#lib/messages/index.ts';
import { addressOf, networkOf } from '#lib/server/auth/network.ts';
import {
	addableTo,
	askForChange,
	changeItems,
	clientOfOrder,
	readOwnPage
} from '#lib/server/orders/index.ts';
import { STATUS } from '#lib/server/http/problems.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { ctx, sessionId } = locals;
	const actor = await clientOfOrder(ctx, sessionId, params.order);
	const asked = v.parse(AskedPage, url.searchParams.get('page'));
	const isAdding = url.searchParams.has('add');
	const addable = isAdding ? await addableTo(ctx, actor, params.order, asked) : null;
	const { order, page, pages } = await readOwnPage(ctx, actor, params.order, isAdding ? 1 : asked);
	return { order, page, pages, addable, participantId: actor.participantId };
};

/** What a person may meet in passing is said on the page; everything else is an error page. */
function said(error: unknown) {
	if (error instanceof AppError && ['conflict', 'forbidden', 'too-many'].includes(error.fault))
		return fail(STATUS[error.fault], { fault: sentenceOf(error) });
	throw error;
}

const words = (form: FormData, name: string) =>
	form.getAll(name).filter((value) => typeof value === 'string');

export const actions: Actions = {
	items: async ({ locals: { ctx, sessionId }, params, platform, request }) => {
		const network = platform ? networkOf(addressOf(platform.req, ctx.env.TRUST_PROXY)) : 'unknown';
		const form = await readForm(request);
		const actor = await clientOfOrder(ctx, sessionId, params.order, words(form, 'participant')[0]);
		const input = v.parse(ChangeItems, {
			// an input named “remove” would hide the form's own remove()
			add: words(form, 'add'),
			remove: words(form, 'takeOut')
		});
		const answer = await changeItems(ctx, actor, params.order, input, network).catch(said);
		if (input.add.length && 'left' in answer && !answer.left.length) redirect(303, `/o/${params.order}`);
		return answer;
	},
	change: async ({ locals: { ctx, sessionId }, params, platform, request }) => {
		const network = platform ? networkOf(addressOf(platform.req, ctx.env.TRUST_PROXY)) : 'unknown';
		const form = await readForm(request);
		const actor = await clientOfOrder(ctx, sessionId, params.order, words(form, 'participant')[0]);
		const input = v.parse(AskForChange, { fileId: words(form, 'fileId')[0], text: words(form, 'text')[0] });
		return askForChange(ctx, actor, params.order, input, network).then(() => undefined, said);
	}
};
