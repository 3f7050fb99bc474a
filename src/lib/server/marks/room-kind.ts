/** Who reads in a room: clients, or members, who see the studio's own remarks too. */
export type RoomKind = 'client' | 'studio';
