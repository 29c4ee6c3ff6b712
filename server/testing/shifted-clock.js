// For tests: preloaded into a server by NODE_OPTIONS, it sets the time of day of the process CLOCK_SHIFT hours ahead.

const shift = Number(process.env.CLOCK_SHIFT) * 3_600_000;
const TrueDate = Date;

globalThis.Date = class extends TrueDate {
  constructor(...given) {
    super(...(given.length === 0 ? [TrueDate.now() + shift] : given));
  }

  static now() {
    return TrueDate.now() + shift;
  }
};
