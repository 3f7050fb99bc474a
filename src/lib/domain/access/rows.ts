import * as v from 'valibot';
import { Address } from '#lib/domain/addresses/address.ts';
import { Instant } from '#lib/domain/time.ts';
import { ProductOffer } from '#lib/domain/products/offer.ts';
import { passphraseForm } from './passphrase.ts';
import { DOWNLOADS, FLAGS, withImplications, type Rights } from './rights.ts';

export const ANYBODY = 'anybody';

/** One line of the access table as it is kept: `subject` is 'anybody' or a normalized address. */
export type Row = Rights & {
	subject: string;
	expiresAt?: number | null | undefined;
	hasPassphrase?: boolean | undefined;
};

const Off = v.optional(v.boolean(), false);

const Offers = v.pipe(
	v.array(ProductOffer),
	v.maxLength(50, 'faults:field.tooMany'),
	v.transform((offers) => offers.filter(({ states }) => states.length > 0)),
	v.check(
		(offers) => new Set(offers.map(({ product }) => product)).size === offers.length,
		'faults:field.productTwice'
	)
);

const RightsFields = {
	...v.entriesFromList(FLAGS, Off),
	look: v.boolean(),
	download: v.optional(v.picklist(DOWNLOADS), 'none'),
	products: v.optional(Offers, [])
};

export const RightsSchema = v.pipe(v.strictObject(RightsFields), v.transform(withImplications));

const RowSchema = v.pipe(
	v.strictObject({
		subject: v.union([v.literal(ANYBODY), Address], 'faults:field.subject'),
		...RightsFields,
		/** Absent keeps the passphrase there is, null takes it away. */
		passphrase: v.optional(
			v.nullable(
				v.pipe(
					v.string(),
					v.maxLength(200, 'faults:field.tooLong'),
					v.check((words) => passphraseForm(words).length >= 4, 'faults:field.tooShort')
				)
			)
		),
		expiresAt: v.optional(v.nullable(Instant)),
		/** Told by GET; taken back unread, so that a table can be read, changed and put. */
		hasPassphrase: v.optional(v.boolean())
	}),
	v.forward(
		v.check((row) => row.subject === ANYBODY || row.passphrase == null, 'faults:field.passphraseAnybody'),
		['passphrase']
	),
	v.transform((row) => ({ ...row, ...withImplications(row) }))
);

export const PutAccess = v.strictObject({
	inherit: v.optional(v.boolean(), false),
	/** As GET told it: another one by now is a refusal. */
	version: v.optional(v.string()),
	rows: v.pipe(
		v.array(RowSchema),
		v.maxLength(1000),
		v.check(
			(rows) => new Set(rows.map((row) => row.subject)).size === rows.length,
			'faults:field.subjectTwice'
		)
	)
});
export type PutAccess = v.InferOutput<typeof PutAccess>;

export const Invite = v.strictObject({
	to: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1000))), v.minLength(1), v.maxLength(500)),
	message: v.optional(v.pipe(v.string(), v.maxLength(5000)), ''),
	rights: v.optional(RightsSchema)
});
export type Invite = v.InferOutput<typeof Invite>;
