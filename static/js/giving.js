// Giving files and a voice on the page with the words. Without it the same form sends them in one piece.
//
// What is chosen or recorded goes up by tus 1.0 while somebody writes, and goes on by itself where the line was cut;
// a recording every ten seconds. Nothing is kept in the browser: what came in part stands in the page, and goes on when
// the same file is chosen again. The sentences are those of the page, in data- attributes.
//
// Looked at: tus-js-client 4.3 (22 KB compressed, where this page has 8 for all of it; it keeps addresses in the browser).
"use strict";

(() => {
  const area = document.querySelector("[data-giving]");
  if (!area) {
    return;
  }
  const form = area.closest("form");
  const inside = (selector) => area.querySelector(selector);
  const list = inside("[data-list]");
  const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const MEGABYTE = 1024 * 1024;
  const SOUND_EVERY = 10000;
  const LONGEST_WAIT = 30;

  const sentence = (name, values = {}) => Object.entries(values).reduce(
    (text, [key, value]) => text.replaceAll(`{${key}}`, value), area.dataset[name] || "");
  const megabytes = (bytes) => numbers.format(Math.max(0.1, Math.round((bytes / MEGABYTE) * 10) / 10));
  const named = (name) => `\u2068${name}\u2069`;
  const announce = (words) => {
    inside("[data-told]").textContent = words;
  };
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  // What is on its way: a file, or a recording that still grows (`whole` says which).

  class Upload {
    constructor(name, blob, { whole = true, url = "", show = () => {}, seconds = () => 0 } = {}) {
      Object.assign(this, { name, blob, whole, url, show, seconds });
      this.deferred = !whole;
      this.unsure = Boolean(url);
      this.sent = 0;
      this.state = "waiting";
    }

    get over() {
      return ["kept", "refused", "removed"].includes(this.state);
    }

    become(state, words = "") {
      if (this.state !== "removed") {
        this.state = state;
        this.show(state, words);
      }
    }

    // XMLHttpRequest, since fetch tells nothing of how much has gone. Null where the line was cut.
    ask(method, url, headers, body) {
      return new Promise((resolve) => {
        const request = new XMLHttpRequest();
        this.request = request;
        request.open(method, url);
        request.setRequestHeader("Tus-Resumable", "1.0.0");
        request.setRequestHeader("X-CSRF-Token", form.elements.csrf_token.value);
        Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
        request.upload.onprogress = (event) => {
          this.shown = this.sent + event.loaded;
          this.show("sending");
        };
        request.onload = () => resolve(request);
        request.onerror = () => resolve(null);
        request.onabort = () => resolve(null);
        document.addEventListener("left", () => request.abort(), { once: true });
        request.send(body);
      });
    }

    // Begins, asks where it stands, or sends all there is: whatever is next. Says what came of it.
    async step() {
      const begins = !this.url;
      const ends = this.deferred && this.whole && !begins && !this.unsure;
      let answer;
      if (begins) {
        // From a person's page nothing has been kept before the first file.
        await window.draftIsKept?.(true);
        const length = this.whole ? { "Upload-Length": this.blob.size } : { "Upload-Defer-Length": 1 };
        answer = await this.ask("POST", area.dataset.giving, {
          ...length, "Upload-Metadata": `filename ${base64(this.name)}` });
      } else if (this.unsure) {
        answer = await this.ask("HEAD", this.url, {});
      } else {
        answer = await this.ask("PATCH", this.url, {
          "Content-Type": "application/offset+octet-stream",
          "Upload-Offset": this.sent,
          ...(ends ? { "Upload-Length": this.blob.size } : {}),
          ...(this.deferred ? { "Memorial-Recorded": Math.round(this.seconds()) } : {}),
        }, this.blob.slice(this.sent));
      }
      return this.understood(answer, begins, ends);
    }

    understood(answer, begins, ends) {
      const status = answer ? answer.status : 0;
      if (status >= 200 && status < 300) {
        this.url = begins ? answer.getResponseHeader("Location") : this.url;
        this.sent = Number(answer.getResponseHeader("Upload-Offset") || 0);
        this.deferred = this.deferred && !ends && !answer.getResponseHeader("Upload-Length");
        // Only bytes that were taken end a dispute about where they belong.
        this.disputed = this.disputed && (begins || this.unsure);
        this.unsure = false;
        return "on";
      }
      this.unsure = !begins;
      if ((status === 409 || status === 423) && !this.disputed) {
        this.disputed = true;
        return "on";
      }
      this.disputed = false;
      if (!begins && (status === 404 || status === 410)) {
        Object.assign(this, { url: "", unsure: false, sent: 0, deferred: !this.whole });
        return "on";
      }
      if (status && ![409, 423, 429, 503].includes(status) && (status < 500 || status === 507)) {
        this.become("refused", answer.responseText || sentence("refused", { name: named(this.name) }));
        return "over";
      }
      this.wait = Number(answer ? answer.getResponseHeader("Retry-After") : 0);
      return "later";
    }

    get complete() {
      return this.whole && this.url && !this.unsure && this.sent === this.blob.size && !this.deferred;
    }

    async run() {
      if (this.running || this.over) {
        return;
      }
      this.running = true;
      let patience = 1;
      this.become("sending");
      while (!this.over && !this.complete && this.state !== "paused") {
        if (!this.whole && this.url && !this.unsure && this.sent === this.blob.size) {
          break;
        }
        const came = await this.step();
        if (came === "later" && !this.over && this.state !== "paused") {
          this.become("cut");
          await patiently(this.wait || patience);
          patience = Math.min(patience * 2, LONGEST_WAIT);
        } else if (came === "on" && this.state !== "paused") {
          patience = 1;
          this.become("sending");
        }
      }
      this.running = false;
      if (this.complete) {
        this.become("kept");
      }
    }

    pause() {
      this.become("paused");
      this.request.abort();
    }

    goOn() {
      this.become("sending");
      this.unsure = Boolean(this.url);
      return this.run();
    }

    async remove() {
      this.become("removed");
      this.state = "removed";
      if (this.request) {
        this.request.abort();
      }
      if (this.url) {
        await this.ask("DELETE", this.url, {});
      }
    }
  }

  // Earlier, where the browser says that the line is back.
  const patiently = (seconds) => new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    addEventListener("online", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });

  // One line for each, with words, a bar, and what can be done.

  const all = [];

  const addRow = (upload, choose) => {
    const row = inside("[data-row]").content.firstElementChild.cloneNode(true);
    const part = (name) => row.querySelector(`[data-${name}]`);
    part("name").textContent = upload.name;
    row.querySelectorAll(".hidden-words").forEach((words) => {
      words.textContent = upload.name;
    });
    list.append(row);
    let before = "";
    upload.show = (state, words) => {
      const size = upload.blob.size;
      const done = Math.min(upload.shown || upload.sent, size);
      part("bar").value = state === "kept" ? 1 : done / size;
      part("bar").hidden = state === "kept" || state === "refused";
      // The sentence of a refusal names it.
      part("name").hidden = state === "refused";
      const values = { name: named(upload.name), done: megabytes(done), all: megabytes(size) };
      part("words").textContent = words || sentence(state, values);
      part("pause").hidden = state !== "sending" && state !== "cut";
      part("go-on").hidden = state !== "paused";
      if (state !== before && state !== "sending") {
        announce(`${named(upload.name)}: ${words || sentence(state, values)}`);
      }
      before = state;
      goOnIfAllCame();
    };
    part("pause").addEventListener("click", () => {
      upload.pause();
      part("go-on").focus();
    });
    part("go-on").addEventListener("click", () => {
      upload.goOn();
      part("pause").focus();
    });
    part("remove").addEventListener("click", () => {
      upload.remove();
      row.remove();
      announce(sentence("removed", { name: named(upload.name) }));
      choose.focus();
      goOnIfAllCame();
    });
    upload.show(upload.state);
  };

  // Files

  let line = Promise.resolve();

  // What came in part of this very file is gone on with; its own line in the page goes.
  const cameInPart = (file) => {
    const found = [...form.querySelectorAll("[data-upload]")].find(
      (one) => one.dataset.name === file.name && Number(one.dataset.length) === file.size);
    if (!found) {
      return "";
    }
    found.remove();
    return `${area.dataset.giving}/${found.dataset.upload}`;
  };

  const take = (input, choose) => {
    for (const file of input.files) {
      const upload = new Upload(file.name, file, { url: cameInPart(file) });
      all.push(upload);
      addRow(upload, choose);
      line = line.then(() => upload.run());
    }
    // Else the form would send them once more.
    input.value = "";
  };

  const chooseFrom = (button) => {
    const input = form.elements[button.dataset.choose];
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => take(input, button));
  };

  // A voice

  const panel = inside("[data-recorder]");
  const speak = inside("[data-speak]");
  const at = (name) => panel.querySelector(`[data-${name}]`);
  const KINDS = [["audio/webm;codecs=opus", "webm"], ["audio/ogg;codecs=opus", "ogg"], ["audio/mp4", "m4a"]];
  const kind = window.MediaRecorder && navigator.mediaDevices
    ? KINDS.find(([mime]) => MediaRecorder.isTypeSupported(mime)) : undefined;
  let voice;
  let recorder;
  let sound;
  let ticking;
  let lasted = 0;
  let since = 0;
  let quietSince = 0;

  const seconds = () => (lasted + (since ? performance.now() - since : 0)) / 1000;

  const clock = (whole) => {
    const two = (value) => String(value).padStart(2, "0");
    const minutes = Math.floor(whole / 60);
    return minutes < 60 ? `${minutes}:${two(whole % 60)}`
      : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
  };

  const stand = (state, words) => {
    const had = document.activeElement;
    panel.querySelectorAll("[data-when]").forEach((part) => {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    });
    at("state").textContent = words || sentence(`voice${state[0].toUpperCase()}${state.slice(1)}`);
    if (panel.contains(had) && had.closest("[hidden]")) {
      panel.querySelector("button[data-do]:not([hidden])").focus();
    }
  };

  const tick = () => {
    at("time").textContent = clock(Math.floor(seconds()));
    if (!since || !sound) {
      return;
    }
    const wave = new Float32Array(sound.fftSize);
    sound.getFloatTimeDomainData(wave);
    const loud = Math.sqrt(wave.reduce((sum, one) => sum + one * one, 0) / wave.length);
    at("level").value = Math.min(1, loud * 4);
    quietSince = loud > 0.01 ? 0 : quietSince || performance.now();
    const words = sentence(quietSince && performance.now() - quietSince > 4000 ? "quiet" : "heard");
    if (at("heard").textContent !== words) {
      at("heard").textContent = words;
    }
  };

  const listenTo = (stream) => {
    const context = new AudioContext();
    sound = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(sound);
    return () => context.close();
  };

  const safe = (state, words) => {
    at("safe").textContent = state === "refused" ? words
      : state === "cut" ? sentence("voiceCut") : voice.sent ? sentence("voiceSafe") : "";
  };

  const record = async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch {
      stand("idle", sentence("noMicrophone"));
      at("choose").focus();
      return;
    }
    const hush = listenTo(stream);
    const [mime, ending] = kind;
    const started = new MediaRecorder(stream, { mimeType: mime, audioBitsPerSecond: 24000 });
    const mine = new Upload(`${area.dataset.recording}.${ending}`, new Blob([], { type: mime }),
      { whole: false, seconds, show: safe });
    [voice, recorder, lasted, quietSince] = [mine, started, 0, 0];
    all.push(mine);
    started.ondataavailable = (event) => {
      mine.blob = new Blob([mine.blob, event.data], { type: mime });
      mine.run();
    };
    started.onstop = () => {
      lasted = seconds() * 1000;
      since = 0;
      clearInterval(ticking);
      stream.getTracks().forEach((track) => track.stop());
      hush();
      at("listen").src = URL.createObjectURL(mine.blob);
      stand("stopped");
    };
    // A microphone that was pulled out ends it; what was said stays.
    stream.getAudioTracks()[0].onended = () => started.state === "inactive" || started.stop();
    started.start(SOUND_EVERY);
    since = performance.now();
    ticking = setInterval(tick, 200);
    navigator.wakeLock?.request("screen").catch(() => {});
    stand("recording");
  };

  const forget = async () => {
    all.splice(all.indexOf(voice), 1);
    URL.revokeObjectURL(at("listen").src);
    await voice.remove();
  };

  const keep = async () => {
    const mine = voice;
    mine.whole = true;
    addRow(mine, speak);
    at("safe").textContent = "";
    at("time").textContent = clock(0);
    stand("idle");
    await mine.run();
  };

  const acts = {
    record,
    pause: () => {
      recorder.requestData();
      recorder.pause();
      lasted = seconds() * 1000;
      since = 0;
      stand("paused");
    },
    "go-on": () => {
      recorder.resume();
      since = performance.now();
      stand("recording");
    },
    stop: () => recorder.stop(),
    listen: () => at("listen").play(),
    again: async () => {
      await forget();
      await record();
    },
    keep,
  };

  // Continue: the words are saved at once, and the page goes on by itself when all has come. Pressed again it goes on.

  let pressed;
  let gone = false;

  const goOnIfAllCame = () => {
    if (pressed && !gone && all.every((one) => one.over || one.state === "paused")) {
      gone = true;
      form.requestSubmit(pressed);
    }
  };

  const stopped = () => new Promise((resolve) => {
    recorder.addEventListener("stop", resolve, { once: true });
    recorder.stop();
  });

  form.addEventListener("submit", async (event) => {
    const waits = all.some((one) => !one.over && one.state !== "paused");
    if (pressed || !waits || !event.submitter || event.submitter.name === "remove_upload") {
      return;
    }
    event.preventDefault();
    pressed = event.submitter;
    announce(sentence("onTheWay"));
    inside("[data-wait]").hidden = false;
    const words = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    words.set("upload", "yes");
    fetch(form.action, { method: "POST", body: words, redirect: "manual" }).catch(() => {});
    if (recorder && recorder.state !== "inactive") {
      await stopped();
    }
    if (voice && !voice.whole && !voice.over) {
      keep();
    }
    goOnIfAllCame();
  });

  // The page changes only now that everything is there.

  form.querySelectorAll("[data-without]").forEach((part) => {
    part.hidden = !part.querySelector(".field-wrong");
  });
  area.querySelectorAll("button[data-choose]").forEach(chooseFrom);
  if (kind) {
    // On a phone it would only record anew.
    form.elements.voice.removeAttribute("capture");
    speak.addEventListener("click", () => {
      panel.hidden = !panel.hidden;
      speak.setAttribute("aria-expanded", String(!panel.hidden));
      if (!panel.hidden) {
        panel.querySelector("button[data-do]:not([hidden])").focus();
      }
    });
    panel.querySelectorAll("button[data-do]").forEach((button) => {
      button.addEventListener("click", () => acts[button.dataset.do]());
    });
    stand("idle");
  } else {
    speak.dataset.choose = "voice";
    speak.removeAttribute("aria-expanded");
    speak.removeAttribute("aria-controls");
    chooseFrom(speak);
  }
  area.hidden = false;
})();
