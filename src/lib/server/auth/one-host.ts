/** RFC 9112 §3.2: two Host lines are refused, since a proxy may have believed the other one. Node answers them. */
export const hasOneHost = ({ rawHeaders }: { rawHeaders: readonly string[] }) =>
	rawHeaders.filter((name, i) => i % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host').length <
	2;
