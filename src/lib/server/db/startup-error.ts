/** A reason not to start at all, in a sentence for whoever started it; no stack is of use to her. */
export class StartupError extends Error {}
