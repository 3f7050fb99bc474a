import * as v from 'valibot';
import { Address } from '#lib/domain/addresses/address.ts';
import { NewPassword } from '#lib/domain/new-password.ts';
import { cleanDisplayName } from '#lib/domain/addresses/display-name.ts';

/** A person's or a studio's name: one line, never empty. */
export const Name = v.pipe(v.string(), v.transform(cleanDisplayName), v.nonEmpty('faults:field.empty'));

export const SetUp = v.strictObject({ studioName: Name, name: Name, email: Address, password: NewPassword });
export type SetUp = v.InferOutput<typeof SetUp>;

/** Whatever was typed is looked up or not: a malformed address is answered as an unknown one. */
export const SignIn = v.strictObject({
	email: v.pipe(v.string(), v.maxLength(1000)),
	password: v.pipe(v.string(), v.maxLength(1000))
});
export type SignIn = v.InferOutput<typeof SignIn>;

export const AddMember = v.strictObject({
	name: Name,
	email: Address,
	role: v.picklist(['photographer', 'retoucher']),
	password: NewPassword
});
export type AddMember = v.InferOutput<typeof AddMember>;

export const TokenName = v.pipe(v.string(), v.trim(), v.nonEmpty('faults:field.empty'), v.maxLength(100));

/** `current` is looked at for one's own password only; a box of a form that is not ticked is not sent. */
export const SetPassword = v.object({
	current: v.optional(v.pipe(v.string(), v.maxLength(1000)), ''),
	password: NewPassword,
	revokeTokens: v.pipe(
		v.optional(v.string(), ''),
		v.transform((ticked) => ticked !== '')
	)
});
export type SetPassword = v.InferOutput<typeof SetPassword>;
