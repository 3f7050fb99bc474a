/** A reason not to start at all, in a sentence for whoever started it; no stack is of use to them. */
export class StartupError extends Error {}
