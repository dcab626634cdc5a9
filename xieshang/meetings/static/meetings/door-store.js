// What a clerk's device keeps: its key, and the records that wait. IndexedDB, so that nothing is lost by a reload.
// The key is a CryptoKey that cannot be read out again: it signs here and nowhere else.

const NAME = "xieshang-door";

const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

const finished = (work) => new Promise((done, failed) => {
  work.oncomplete = () => done();
  work.onabort = work.onerror = () => failed(work.error);
});

export const isFit = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB && navigator.serviceWorker);

export class Store {
  static async open() {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("devices", { keyPath: "meeting" });
      opening.result.createObjectStore("waiting", { keyPath: "key" });
    };
    return Object.assign(new Store(), { kept: await asked(opening) });
  }

  device(meeting) { return asked(this.kept.transaction("devices").objectStore("devices").get(meeting)); }

  async enrol(meeting, { device, name, key }, expires) {
    const raw = Uint8Array.from(key.match(/../g), (pair) => parseInt(pair, 16));
    const secret = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    await this.put("devices", { meeting, device, name, secret, expires, ahead: 0 });
  }

  async put(store, value) {
    const work = this.kept.transaction(store, "readwrite", { durability: "strict" });
    work.objectStore(store).put(value);
    await finished(work);
  }

  // In the order of what happened.
  async waiting(meeting) {
    const every = await asked(this.kept.transaction("waiting").objectStore("waiting").getAll());
    return every.filter((one) => one.meeting === meeting).sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  }

  // Signed as the server reads it: device, key, half-day, line of the roster, direction, moment, and the card if one was read.
  async record(own, sitting, attendee, direction, card) {
    const at = new Date(Date.now() - own.ahead).toISOString();
    const key = crypto.randomUUID();
    const text = [own.device, key, sitting, attendee, direction, at, ...(card ? [card] : [])].join("\n");
    const signed = await crypto.subtle.sign("HMAC", own.secret, new TextEncoder().encode(text));
    const signature = [...new Uint8Array(signed)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    await this.put("waiting", { meeting: own.meeting, key, sitting, attendee, direction, at, card, signature });
  }

  async remove(keys) {
    const work = this.kept.transaction("waiting", "readwrite");
    for (const key of keys) work.objectStore("waiting").delete(key);
    await finished(work);
  }

  async forget(meeting) {
    const work = this.kept.transaction("devices", "readwrite");
    work.objectStore("devices").delete(meeting);
    await finished(work);
  }
}
