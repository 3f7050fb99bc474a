/** Everybody's own way into a gallery: sent, shown beside their row, opened, taken back. */
export type { CodeFor } from './codes.ts';
export { askAddress, confirmAddress, type Confirmed } from './confirm-address.ts';
export { linkOf, listLinks } from './links.ts';
export {
	enterByCode,
	mailCodeAgain,
	openInvitation,
	readCover,
	readInvitation,
	type From,
	type Identity,
	type Landing,
	type Opened
} from './open-invitation.ts';
export { postInvitation } from './post-invitation.ts';
export { previewInvitation, testInvitation } from './preview-invitation.ts';
export { revokeInvitation } from './revoke-invitation.ts';
export { sendInvitations } from './send-invitations.ts';
