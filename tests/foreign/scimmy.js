// A SCIM server of scimmy's own router over two tables in memory.
//
// Usage: node scimmy.js PORT TOKEN, with NODE_PATH naming the folder of the packages.
// What is ours here is storage alone: paging, filters, attributes, PATCH and errors are scimmy's.
"use strict";

const {randomUUID} = require("node:crypto");
const express = require("express");
const SCIMMY = require("scimmy");
const {default: SCIMMYRouters} = require("scimmy-routers");

const [port, token] = process.argv.slice(2);

/** The handlers of one resource type, over a table of its own. */
function table(uniqueName) {
    const rows = new Map();
    const existing = (id) => {
        if (!rows.has(id)) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
        return rows.get(id);
    };
    const refuseTwin = (id, name) => {
        const folded = name.toLowerCase();
        const twin = [...rows.values()].some((row) => row.id !== id && row[uniqueName].toLowerCase() === folded);
        if (twin) throw new SCIMMY.Types.Error(409, "uniqueness", `${uniqueName} is taken`);
    };

    return {
        egress: (resource) => {
            if (resource.id) return existing(resource.id);
            const all = [...rows.values()];
            return resource.filter ? resource.filter.match(all) : all;
        },
        ingress: (resource, instance) => {
            const before = resource.id ? existing(resource.id) : undefined;
            const id = before?.id ?? randomUUID();
            refuseTwin(id, instance[uniqueName]);
            const now = new Date().toISOString();
            const meta = {created: before?.meta.created ?? now, lastModified: now};
            // Through JSON, for a schema instance guards its attributes against what storage adds.
            const row = {...JSON.parse(JSON.stringify(instance)), id, meta};
            rows.set(id, row);
            return row;
        },
        degress: (resource) => {
            existing(resource.id);
            rows.delete(resource.id);
        },
    };
}

SCIMMY.Resources.declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser), table("userName"));
SCIMMY.Resources.declare(SCIMMY.Resources.Group, table("displayName"));

const authentication = {
    type: "bearer",
    handler: (request) => {
        if (request.header("Authorization") !== `Bearer ${token}`) throw new Error("Authorization not detected!");
        return "client";
    },
};

express()
    .use("/scim", new SCIMMYRouters(authentication))
    .listen(Number(port), "127.0.0.1");
