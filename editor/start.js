// Starts the query editor with what the page tells of the server: endpoint, prefixes, queries.
// Nothing of it calls another host, and nothing is kept in the browser.
"use strict";
(() => {
  const root = document.getElementById("yasgui");
  const setup = JSON.parse(document.getElementById("setup").textContent);
  // Absolute: GET needs it.
  const endpoint = new URL(setup.endpoint, location.href).href;

  // The terms of our prefixes are offered; the editor's own completers ask other hosts.
  const declarations = Object.entries(setup.prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  Yasqe.forkAutocompleter("prefixes", {
    name: "known-prefixes",
    persistenceId: null,
    get: () => declarations.sort(),
  });
  // Set here, since a list in the configuration is merged into this one place by place.
  Yasqe.defaults.autocompleters = ["known-prefixes", "variables"];

  const height = "22rem";
  const yasgui = new Yasgui(root, {
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [] },
    persistenceId: null,
    // A shared link brings a query; the endpoint is ours whatever it says.
    populateFromUrl: (config) => {
      config.requestConfig = { ...config.requestConfig, endpoint, headers: {}, args: [] };
      return config;
    },
    autoAddOnInit: false,
    copyEndpointOnNewTab: true,
    yasqe: { value: setup.first, editorHeight: height },
    yasr: { prefixes: setup.prefixes, pluginOrder: ["table", "response"], defaultPlugin: "table" },
  });

  const open = (query, active) =>
    yasgui.addTab(active, {
      name: /^q\d+/.exec(query.name)?.[0] ?? query.name,
      yasqe: { value: query.text, editorHeight: height },
      requestConfig: { endpoint },
    });
  const shared = yasgui.persistentConfig.getTabs().length > 0;
  const chosen = setup.queries.find((query) => query.name === setup.chosen);
  const begin = chosen ? [chosen] : [{ name: setup.words.first, text: setup.first }, ...setup.queries.slice(0, 3)];
  begin.forEach((query, at) => open(query, !shared && at === 0));

  // Any other query of the page, in a tab of its own.
  const choice = document.getElementById("choice");
  choice.closest("p").hidden = false;
  document.getElementById("open").addEventListener("click", () => {
    const query = setup.queries.find((it) => it.name === choice.value);
    if (query) open(query, true);
  });

  // What a reader of the screen misses in the editor; done again whenever it draws.
  const label = (selector, text) => {
    for (const element of root.querySelectorAll(`${selector}:not([aria-label])`)) {
      element.setAttribute("aria-label", text);
    }
  };
  const mend = () => {
    // The list of tabs holds a button beside the tabs, and points to panels that are not drawn.
    for (const list of root.querySelectorAll(".tabsList[role]")) list.removeAttribute("role");
    for (const tab of root.querySelectorAll(".tabsList :is([role=tab], [aria-selected])")) {
      if (tab.getAttribute("aria-selected") === "true") tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
      for (const name of ["role", "aria-controls", "aria-selected"]) tab.removeAttribute(name);
    }
    for (const panel of root.querySelectorAll("[role=tabpanel]")) panel.removeAttribute("role");
    // What scrolls is reached by the keyboard.
    for (const part of root.querySelectorAll(".errorResult pre, .CodeMirror-scroll")) {
      if (part.tabIndex !== 0) part.tabIndex = 0;
    }
    label(".CodeMirror textarea", setup.words.query);
    label(".tableSizer", setup.words.rows);
    label(".tableFilter", setup.words.filter);
  };
  new MutationObserver(mend).observe(root, {
    childList: true,
    subtree: true,
    attributeFilter: ["aria-selected"],
  });
  mend();

  document.getElementById("plain").hidden = true;
  root.dataset.ready = "";
})();
