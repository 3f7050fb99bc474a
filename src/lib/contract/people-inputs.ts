import * as v from 'valibot';
import { Address } from '#lib/domain/addresses/address.ts';

export const PreviewInvitation = v.strictObject({
	message: v.optional(v.pipe(v.string(), v.maxLength(5000, 'faults:field.tooLong')), '')
});
export type PreviewInvitation = v.InferOutput<typeof PreviewInvitation>;

export const AskAddress = v.strictObject({ email: Address });
export const ConfirmAddress = v.strictObject({ email: Address, code: v.pipe(v.string(), v.maxLength(100)) });

export const SetAside = v.strictObject({ aside: v.boolean() });
