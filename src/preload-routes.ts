type Load = () => Promise<unknown>;
/** The part of Kit's manifest that says how the code of pages and endpoints is loaded. */
export type Routes = {
	nodes: readonly Load[];
	routes: readonly { endpoint?: Load | null }[];
};

/**
 * Loads the code of every page and endpoint before anybody is answered. Kit loads it at the first request for it, all
 * of a page's modules in one turn of the event loop, which holds up everybody else who asks just then.
 */
export async function preloadRoutes({ nodes, routes }: Routes): Promise<void> {
	for (const load of nodes) {
		const node = await load();
		if (hasComponent(node)) await node.component();
	}
	for (const { endpoint } of routes) {
		await endpoint?.();
	}
}

const hasComponent = (node: unknown): node is { component: Load } =>
	typeof node === 'object' && node !== null && 'component' in node && typeof node.component === 'function';
