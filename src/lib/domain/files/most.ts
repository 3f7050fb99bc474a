/** As many as one gallery is measured with: what is done with all of its files is one request. */
export const MOST_FILES = 20_000;
