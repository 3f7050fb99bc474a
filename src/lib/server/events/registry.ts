import { tellAccess, tellSignedOut } from '../access/reactions.ts';
import type { Context } from '../context.ts';
import {
	moveChanged,
	movePlaced,
	planByRule,
	planByUpload,
	planChangeAsked,
	planFollowed,
	tellSent
} from '../deliveries/reactions.ts';
import { mailUploader } from '../files/mail-uploader.ts';
import { planLooks } from '../files/plan-looks.ts';
import {
	releaseDelivered,
	releasePair,
	releasePairAndTell,
	tellClientsOfFilm,
	tellClientsOfNames,
	tellClientsOfPictures,
	tellStudio,
	tellStudioAdded,
	tellStudioRemoved,
	tellUnmatched
} from '../files/reactions.ts';
import { changeAccess, endAccess, forgetBodies, tellGallery, tellHome } from '../galleries/reactions.ts';
import { followFiles } from '../orders/follow-files.ts';
import { mailChangeAsked, mailOrderChanged, mailOrderPlaced, mailSelectionSent } from '../orders/mails.ts';
import {
	followDeliverAtOnce,
	followUpload,
	tellDelivered,
	tellFollowed,
	tellOrder,
	tellPlaced,
	tellRecalled,
	tellStudioOfOrder
} from '../orders/reactions.ts';
import { startByKnownFinal } from '../orders/start-by-final.ts';
import { tellOffered } from '../products/reactions.ts';
import { tellSelection } from '../selections/reactions.ts';
import { tellUpload } from '../uploads/reactions.ts';
import type { Reactions } from './record.ts';

/**
 * Who reacts to what, in this order and in the same commit. `follow…`, `release…`, `move…` and `plan…` make things true;
 * `mail…` and `tell…` write rows that are sent after the commit. A use case calls none of them.
 */
export const reactions: Reactions<Context> = {
	// a new picture is in no order
	'file.added': [tellStudioAdded],
	'file.becameCurrent': [followFiles, releasePair, tellStudio],
	'file.stateSet': [followFiles, releasePair, tellStudio],
	'file.restored': [followFiles, releasePair, tellStudio],
	'file.deleted': [tellStudioRemoved, followFiles, releasePair],
	'file.undeleted': [releasePair, tellStudioAdded],
	'file.described': [tellClientsOfNames, tellStudio],
	'file.finalKnown': [startByKnownFinal],
	'version.arrived': [followFiles, tellStudio],
	'version.setAside': [followFiles, tellStudio],
	'film.prepared': [tellClientsOfFilm, tellStudio],
	'version.pictured': [tellClientsOfPictures, tellStudio],
	'version.lookMade': [tellClientsOfPictures],
	'version.refused': [mailUploader, followFiles, tellStudio],
	'unmatched.changed': [tellUnmatched],
	'unmatched.processed': [followFiles, tellUnmatched],
	'upload.changed': [tellUpload, followUpload, planByUpload],
	'order.placed': [movePlaced, tellPlaced, mailOrderPlaced],
	'order.itemsChanged': [moveChanged, mailOrderChanged, tellOrder],
	'order.itemsFollowed': [planFollowed, mailOrderChanged, tellFollowed],
	'order.itemsCancelled': [releasePairAndTell],
	'order.changeAsked': [planChangeAsked, tellOrder, mailChangeAsked],
	'order.started': [tellOrder],
	'order.seen': [tellOrder],
	'order.dateSet': [tellOrder],
	'order.recipientsConfirmed': [tellOrder],
	'delivery.planned': [tellStudioOfOrder],
	'delivery.closed': [releaseDelivered, tellDelivered],
	'delivery.sent': [tellSent],
	'delivery.recalled': [tellSent, tellRecalled],
	'gallery.created': [tellHome],
	'gallery.changed': [changeAccess, followDeliverAtOnce, planByRule, planLooks, tellGallery, tellHome],
	'gallery.deleted': [followFiles, endAccess, tellHome],
	'gallery.undeleted': [forgetBodies, releasePairAndTell, endAccess, tellHome],
	'access.changed': [tellAccess],
	'selection.changed': [tellSelection],
	'selection.locked': [tellSelection, mailSelectionSent],
	'product.changed': [tellOffered],
	'member.signedOut': [tellSignedOut]
};
