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

export type Fault = (typeof linkFaults | typeof storeFaults | typeof serverFaults | typeof busFaults)[number];

export const faults: readonly Fault[] = [...linkFaults, ...storeFaults, ...serverFaults, ...busFaults];
