// The kinds of faults in a simulated life. Each life has some of them only, so that lives with few go deep into those
// (swarm testing: Groce et al., ISSTA 2012).

/** Of connections and of clients. */
const linkFaults = [
  'cut', // a connection breaks
  'stall', // a connection is half-open: nothing arrives any more, and neither side knows
  'leave', // a client disconnects, and comes back
  'newcomer', // one more client
  'unreachable', // a connection is not made
  'slowLink', // a connection takes up to half a second for each frame
  'rush', // the people of one server write without pause for many seconds: of one that hangs, if there is one
  'attack', // a hostile client sends an update that throws when it is applied or encoded
] as const;

/** Of the store. */
const storeFaults = [
  'outage', // all requests of all servers fail for seconds
  'error', // a request fails, and has no effect
  'lostAnswer', // a request fails, and has its effect
  'slowStore', // a request takes seconds
  'hang', // the requests of one server hang for many seconds
] as const;

/** Of servers and documents. */
const serverFaults = [
  'kill', // kill -9
  'drain', // SIGTERM
  'delete', // somebody deletes the document
] as const;

/** Of the bus between several servers. */
export const busFaults = [
  'lose', // a message is lost on its way to one server
  'repeat', // a message arrives twice
  'delay', // a message takes up to three seconds, and others overtake it
  'cutBus', // a server neither sends nor receives for seconds
] as const;

/** Of sessions over plain HTTP. */
export const httpFaults = [
  'loseRequest', // a request is lost, and its client may not know
  'lateRequest', // a request takes up to six seconds, and others overtake it; its client gives up
  'repeatRequest', // a request arrives twice
  'cutBody', // the body of a request breaks off
  'loseAnswer', // an answer is lost, and its client may not know
  'lateAnswer', // an answer takes up to six seconds; its client gives up
  'cutStream', // a stream breaks off in the middle of an event
  'bufferStream', // a proxy passes on nothing of a stream before its end
  'change', // a client changes the carrier of its session: to a stream, polls or a WebSocket
] as const;

export type Fault = (
  | typeof linkFaults
  | typeof storeFaults
  | typeof serverFaults
  | typeof busFaults
  | typeof httpFaults
)[number];

/** The faults of every life; those of sessions over plain HTTP come besides. */
export const commonFaults: readonly Fault[] = [...linkFaults, ...storeFaults, ...serverFaults, ...busFaults];

export const faults: readonly Fault[] = [...commonFaults, ...httpFaults];
