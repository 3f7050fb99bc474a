/** Shorter ways are a tap or a trembling finger. */
const shortest = 48;

/** Which way a finger's way turns the pictures: to the left is the next one; what goes up or down is no swipe. */
export function swipeOf(across: number, down: number): -1 | 0 | 1 {
	if (Math.abs(across) < shortest || Math.abs(across) < 2 * Math.abs(down)) return 0;
	return across < 0 ? 1 : -1;
}
