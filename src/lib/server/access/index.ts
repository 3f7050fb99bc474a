/** What other features may use of access: who is asking, what may be seen, and the people of a gallery. */
export { clientIn, personOf } from './client-in.ts';
export { addParticipant, ensureMemberParticipant, inviteParticipant, type Participant } from './participants.ts';
export { passphraseHashIn, rightsIn, rightsOfParticipant, type Decision } from './rights-in.ts';
export type { Gallery } from './rights-in.ts';
export { findVisibleGallery, notFound, requireManager, type Visible } from './visible.ts';
