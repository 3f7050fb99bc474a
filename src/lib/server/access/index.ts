/** What other features may use of access: who is asking, what may be seen, and the people of a gallery. */
export { accessChanged, accessEnded, inheritingFrom, peopleChanged } from './changed.ts';
export { clientIn, personOf } from './client-in.ts';
export { explainAccess } from './explain-access.ts';
export { grant, rowsThatHold, startOwnTable } from './grant.ts';
export { enterAsGuest, type Entrance } from './enter-as-guest.ts';
export {
	addParticipant,
	ensureMemberParticipant,
	inviteParticipant,
	type Participant
} from './participants.ts';
export { putAccess } from './put-access.ts';
export { readAccess } from './read-access.ts';
export { requireAbility, requireStanding } from './abilities.ts';
export {
	AccessJudge,
	domainRow,
	findVisibleGallery,
	notFound,
	passphraseHashIn,
	rightsIn,
	rightsOfParticipant,
	tablesOf,
	type Decision,
	type Visible
} from './judge.ts';
export { lineOf, type Gallery } from './line.ts';
export { visibleGalleries } from './visible-galleries.ts';
