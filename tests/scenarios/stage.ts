import { startServed, staffOf } from '#tests/support/app/served.ts';
import { openFacts } from './facts.ts';
import { aScene } from './scene.ts';

/** The built app with one scene, watched; `back` puts the scene as it was. */
export async function setStage() {
	const served = await startServed();
	const scene = await aScene(served, await staffOf(served));
	const facts = openFacts(served.app.dataDir);
	const back = facts.remember();
	return {
		...{ served, scene, facts, back },
		close: async () => {
			facts.close();
			await served.close();
		}
	};
}

export type Stage = Awaited<ReturnType<typeof setStage>>;
