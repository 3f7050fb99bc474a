import { redirect } from '@sveltejs/kit';

/** The bare address shows nothing: galleries are hidden, and the studio signs in. */
export const load = () => redirect(303, '/studio');
