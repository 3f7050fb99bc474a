import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { ProductSpec } from '#lib/domain/products/spec.ts';

const OfVersion = v.strictObject({ versionId: Id });

/** Every kind of job with what it is given; what each does stands in server/jobs/registry.ts. */
export const jobPayloads = {
	ingest: OfVersion,
	/** The same of a film, in a lane of its own: pictures never wait behind it. */
	'ingest-film': OfVersion,
	/** Makes what browsers play of a film. */
	transcode: OfVersion,
	/** Makes the same in several sizes, of a long film. */
	ladder: OfVersion,
	picture: OfVersion,
	render: v.strictObject({ ...OfVersion.entries, recipe: v.string() }),
	/** What clients get of it until it is final, in the gallery's look of this key. */
	look: v.strictObject({
		...OfVersion.entries,
		look: v.string(),
		of: v.picklist(['previews', 'half', 'tiles'])
	}),
	product: v.strictObject({ ...OfVersion.entries, spec: ProductSpec }),
	deliver: v.strictObject({ orderId: Id }),
	mail: v.strictObject({ mailId: Id }),
	sweep: v.strictObject({}),
	compact: v.strictObject({ galleryId: Id })
} satisfies Record<string, v.GenericSchema>;

export type JobName = keyof typeof jobPayloads;
export type JobPayload<N extends JobName> = v.InferOutput<(typeof jobPayloads)[N]>;
