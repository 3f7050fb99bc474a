import type { Aside } from '../wire.ts';
import type { ToolsUse } from './run-tool.ts';

/** Lets what is running stand still and go on, as the supervisor says, also where it says so before anything runs. */
export type Asides = { hear: (said: Aside) => void; use: ToolsUse };

export function makeAsides(): Asides {
	let current: Parameters<ToolsUse>[0] | undefined;
	let isWaiting = false;
	return {
		hear: (said) => {
			isWaiting = said === 'wait';
			current?.kill(isWaiting ? 'SIGSTOP' : 'SIGCONT');
		},
		use: (child) => {
			current = child;
			if (isWaiting) child.kill('SIGSTOP');
		}
	};
}
