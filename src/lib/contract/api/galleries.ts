import * as v from 'valibot';
import { Invite, PutAccess } from '#lib/domain/access/rows.ts';
import { CreateGallery, PatchGallery } from '#lib/domain/galleries/settings.ts';
import { Id } from '#lib/domain/id.ts';
import { AccessExplained, AccessView } from '../access.ts';
import { CommentView } from '../comment.ts';
import { DownloadView } from '../download.ts';
import { GalleryView } from '../gallery.ts';
import { InvitationLink, InvitationsSent, LetterPreview, TestSent } from '../invitation.ts';
import { PreviewInvitation, SetAside } from '../people-inputs.ts';
import { CONFIRM, type Operation } from './operation.ts';

export const galleries: readonly Operation[] = [
	{
		call: 'GET /api/v1/galleries',
		does: 'all that the member sees',
		who: 'member',
		gives: { 200: v.array(GalleryView) }
	},
	{
		call: 'POST /api/v1/galleries',
		does: 'makes one: `{title, preset, parentId?}`',
		who: 'member',
		takes: CreateGallery,
		gives: { 201: GalleryView }
	},
	{
		call: 'GET /api/v1/galleries/{gallery}',
		does: 'its settings and counts',
		who: 'member',
		gives: { 200: GalleryView }
	},
	{
		call: 'PATCH /api/v1/galleries/{gallery}',
		does: 'changes settings',
		who: 'member',
		takes: PatchGallery,
		gives: { 200: GalleryView },
		refuses: [409]
	},
	{
		call: 'DELETE /api/v1/galleries/{gallery}',
		does: 'hides it; after 30 days all in it is erased',
		who: 'member',
		query: { confirm: CONFIRM },
		gives: { 204: 'nothing' },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/undelete',
		does: 'brings it back',
		who: 'member',
		gives: { 200: GalleryView },
		refuses: [410]
	},
	{
		call: 'GET /api/v1/galleries/{gallery}/access',
		does: 'the access table',
		who: 'member',
		gives: { 200: AccessView }
	},
	{
		call: 'PUT /api/v1/galleries/{gallery}/access',
		does: 'replaces it: `{inherit, rows, version?}`; 412 where `version`, as GET told it, is another by now',
		who: 'member',
		takes: PutAccess,
		gives: { 200: AccessView },
		refuses: [412]
	},
	{
		call: 'GET /api/v1/galleries/{gallery}/access/explain',
		does: 'why `?email=` may what they may',
		who: 'member',
		query: { email: v.string() },
		gives: { 200: AccessExplained }
	},
	{
		call: 'GET /api/v1/galleries/{gallery}/invitations',
		does: 'links that were sent',
		who: 'member',
		gives: { 200: v.array(InvitationLink) }
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/invitations',
		does: 'sends links: `{to, message?, rights?}`',
		who: 'member',
		takes: Invite,
		gives: { 200: InvitationsSent }
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/invitations/preview',
		does: 'the mail as a recipient would read it, without a link: `{message?}` → `{from, subject, html}`',
		who: 'member',
		takes: PreviewInvitation,
		gives: { 200: LetterPreview }
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/invitations/test',
		does: "sends the same to the member's own address: `{message?}` → `{to}`",
		who: 'member',
		takes: PreviewInvitation,
		gives: { 200: TestSent }
	},
	{
		call: 'DELETE /api/v1/invitations/{invitation}',
		does: 'takes a link back, and puts out whoever came by it',
		who: 'member',
		gives: { 204: 'nothing' }
	},
	{
		call: 'GET /api/v1/galleries/{gallery}/comments',
		does: 'comments, oldest first: `{id, fileId, version, by, at, text, replyTo?, drawing?, time?, resolvedAt?, studioOnly?}`',
		who: 'member',
		gives: { 200: v.array(CommentView) }
	},
	{
		call: 'GET /api/v1/galleries/{gallery}/downloads',
		does: 'who fetched what, newest first, one entry a download (`bytes` of `size`, `complete`), 5,000 at a time; the header `Link` names the next (`?before=`)',
		who: 'member',
		query: { before: v.optional(Id) },
		gives: { 200: v.array(DownloadView) }
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/participants/{participant}/set-aside',
		does: 'their marks count no more, or again',
		who: 'member',
		takes: SetAside,
		gives: { 204: 'nothing' }
	}
];
