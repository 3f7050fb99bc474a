import * as v from 'valibot';
import { passwordForm } from './pasted.ts';

/** Any 8 to 200 characters; blanks around them, which come along with copying, do not count. */
export const NewPassword = v.pipe(
	v.string(),
	v.maxLength(200, 'faults:field.tooLong'),
	v.check((password) => passwordForm(password).length >= 8, 'faults:field.password')
);
