/** The rendition that is played, as rows and keys call it. */
export const FILM = 'film';
/** What a decoder writes it into, in its task's folder. */
export const FILM_FILE = 'film.mp4';
