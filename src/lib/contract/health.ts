import * as v from 'valibot';

export const Readiness = v.object({
	ready: v.boolean(),
	database: v.boolean(),
	storage: v.boolean(),
	worker: v.boolean()
});
export type Readiness = v.InferOutput<typeof Readiness>;
