/** What features use of events: facts, and how they are recorded. Who reacts stands in registry.ts. */
export { byActor, SYSTEM, type By, type Fact, type FactName, type FactOf } from './facts.ts';
export { record } from './record.ts';
