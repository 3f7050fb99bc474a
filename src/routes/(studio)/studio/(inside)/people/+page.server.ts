import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { problemOf } from '#lib/server/http/problems.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import {
	addMember,
	AddMember,
	createOwnToken,
	listMembers,
	listTokens,
	readStudio,
	removeMember,
	renameStudio,
	RenameStudio,
	revokeToken,
	setPassword,
	SetPassword,
	TokenName
} from '#lib/server/studio/index.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const actor = requireMember(locals);
	const { memberId, role } = actor;
	// a retoucher finds their password and tokens here, and nobody else
	const members = memberCan(role, 'see-members') ? await listMembers(locals.ctx, actor) : [];
	const tokens = await listTokens(locals.ctx, actor);
	return {
		members,
		tokens,
		me: memberId,
		isOwner: memberCan(role, 'manage-studio'),
		studio: await readStudio(locals.ctx, actor)
	};
};

type Form = Record<string, unknown>;
const Given = v.object({ id: v.string() });

/**
 * One act of the page: what was typed is parsed inside, and a refusal is said beside the form it came from, which
 * keeps what was typed but for passwords.
 */
function act(
	form: string,
	work: (event: RequestEvent, actor: MemberActor, typed: Form) => Promise<object | void>
) {
	return async (event: RequestEvent) => {
		const actor = requireMember(event.locals);
		const typed: Form = Object.fromEntries(await readForm(event.request));
		try {
			return { form, ...(await work(event, actor, typed)) };
		} catch (fault) {
			const problem = problemOf(fault);
			if (!problem) throw fault;
			const { password: _, current: __, ...kept } = typed;
			return fail(problem.status, { form, fault: problem.detail, errors: problem.errors ?? [], typed: kept });
		}
	};
}

export const actions: Actions = {
	studio: act('studio', async ({ locals }, actor, typed) => {
		await renameStudio(locals.ctx, actor, v.parse(RenameStudio, typed));
	}),
	add: act('add', async ({ locals }, actor, typed) => {
		await addMember(locals.ctx, actor, v.parse(AddMember, typed));
	}),
	remove: act('members', async ({ locals }, actor, typed) => {
		await removeMember(locals.ctx, actor, v.parse(Given, typed).id);
	}),
	password: act('password', async ({ locals }, actor, typed) => {
		const { id, ...input } = v.parse(v.object({ id: v.string(), ...SetPassword.entries }), typed);
		await setPassword(locals.ctx, actor, id, input);
		if (id === actor.memberId) redirect(303, '/studio/sign-in');
	}),
	token: act('token', async ({ locals }, actor, typed) => {
		const { name } = v.parse(v.object({ name: TokenName }), typed);
		return { token: await createOwnToken(locals.ctx, actor, name) };
	}),
	revoke: act('tokens', async ({ locals }, actor, typed) => {
		await revokeToken(locals.ctx, actor, v.parse(Given, typed).id);
	})
};
