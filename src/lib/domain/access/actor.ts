/** Who is asking. Built once a request from a session, a token or a link; use cases load everything through it. */
export type Role = 'owner' | 'photographer' | 'retoucher';

export type MemberActor = {
	kind: 'member';
	memberId: string;
	studioId: string;
	name: string;
	email: string;
	role: Role;
	via: 'session' | 'token';
};

/** A client's browser inside one gallery. `email` null: a guest under Anybody. */
export type ClientActor = {
	kind: 'client';
	sessionId: string;
	participantId: string;
	galleryId: string;
	email: string | null;
	name: string;
};

/** The holder of a delivery link; the link is the key, whoever holds it. */
export type LinkActor = { kind: 'link'; linkId: string; deliveryId: string; email: string };

export type Actor = MemberActor | ClientActor | LinkActor;
