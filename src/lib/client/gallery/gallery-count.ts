import { createContext } from 'svelte';

/** How many files the page that is open knows of; undefined: what the server said when it was loaded. */
export const [useGalleryCount, setGalleryCount] = createContext<{ files: number | undefined }>();
