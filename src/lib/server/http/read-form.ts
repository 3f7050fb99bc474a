import { AppError } from '#lib/domain/fault.ts';

/** The form of a request; 400 where it ends in the middle, or says another boundary than it has. */
export async function readForm(request: Request): Promise<FormData> {
	try {
		return await request.formData();
	} catch (error) {
		if (error instanceof TypeError) throw new AppError('malformed', 'faults:detail.malformed');
		throw error;
	}
}
