import type { ServerResponse } from 'node:http';

/** A reset also drops what the system still holds for the reader. */
export function cut(res: ServerResponse) {
	const { socket } = res;
	if (socket && 'resetAndDestroy' in socket) socket.resetAndDestroy();
	res.destroy();
}
