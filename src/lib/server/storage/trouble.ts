import { AppError } from '#lib/domain/fault.ts';

export const missing = () => new AppError('not-found', 'faults:detail.not-found');
export const beyondEnd = () => new AppError('range', 'faults:detail.range');
export const unreachable = () => new AppError('unavailable', 'faults:detail.unavailable');

/** Two writers with one key: a mistake of ours, since keys are random. */
export const taken = (key: string) => new AppError('conflict', 'faults:detail.conflict', {}, { key });

const full = () => new AppError('disk-full', 'faults:detail.disk-full');

export const codeOf = (error: unknown) =>
	error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Runs disk work; a full disk is a named fault: nothing was stored, and reading goes on. */
export async function naming<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '') ? full() : error;
	}
}
