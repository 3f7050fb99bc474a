/** CPU milliseconds that some work took of this process: a busy machine adds nothing to it. */
export async function cpuMs(work: () => unknown): Promise<number> {
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

/** As `cpuMs`, of the best of a few tries until one is below `limit`: what a process still does for others is in them too. */
export async function leastCpuMs(limit: number, work: () => unknown): Promise<number> {
	let least = Infinity;
	for (let tries = 0; tries < 4 && least >= limit; tries++) least = Math.min(least, await cpuMs(work));
	return least;
}
