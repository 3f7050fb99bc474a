import * as v from 'valibot';
import { AppError } from '#lib/domain/fault.ts';
import { IdempotencyKey } from '#lib/domain/orders/inputs.ts';

/** The Idempotency-Key of a request: 428 without one, 400 when it is none. */
export function readIdempotencyKey(header: string | null): string {
	if (header === null || header === '') throw new AppError('precondition-missing', 'faults:orders.no-key');
	const read = v.safeParse(IdempotencyKey, header);
	if (!read.success) throw new AppError('malformed', 'faults:field.idempotencyKey');
	return read.output;
}
