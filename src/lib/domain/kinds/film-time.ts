/** A length of film, or a place in one, as players write it: "0:42", "1:02:03". Parts of a second are left out. */
export function filmTime(ms: number): string {
	const seconds = Math.floor(ms / 1000);
	const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
	const two = (number: number) => String(number).padStart(2, '0');
	return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
