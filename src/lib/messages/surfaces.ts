import deClient from './de/client.json?url&no-inline';
import deShared from './de/shared.json?url&no-inline';
import deStudio from './de/studio.json?url&no-inline';
import client from './en/client.json?url&no-inline';
import shared from './en/shared.json?url&no-inline';
import studio from './en/studio.json?url&no-inline';
import type { Language } from './languages.ts';

/** Pages that say the same things; a browser fetches the sentences of its own surface in its own language. */
export type Surface = 'client' | 'studio';
type Part = { namespace: string; url: string };

const part = (namespace: string, url: string): Part => ({ namespace, url });
const en = [part('shared', shared), part('client', client)];
const de = [part('shared', deShared), part('client', deClient)];

export const SURFACES: Record<Surface, Record<Language, Part[]>> = {
	client: { en, de },
	studio: { en: [...en, part('studio', studio)], de: [...de, part('studio', deStudio)] }
};

export const surfaceOf = (routeId: string | null): Surface =>
	routeId?.startsWith('/(studio)/') ? 'studio' : 'client';
