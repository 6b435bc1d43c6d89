BEGIN TRANSACTION;
CREATE TABLE access_token (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, refresh_hash BLOB NOT NULL, expires INTEGER NOT NULL);
CREATE TABLE account (
    key INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, profile_id TEXT NOT NULL UNIQUE, entity_id TEXT NOT NULL,
    advertiser_id TEXT NOT NULL, marketplace TEXT NOT NULL, realm TEXT NOT NULL, currency TEXT NOT NULL,
    time_zone TEXT NOT NULL, type TEXT NOT NULL, UNIQUE (advertiser_id, marketplace), UNIQUE (entity_id, marketplace));
INSERT INTO "account" VALUES(1,'Acme','123','ENTITY1','A1','ATVPDKIKX0DER','NA','USD','America/Los_Angeles','Seller');
CREATE TABLE client (id TEXT PRIMARY KEY, name TEXT NOT NULL, secret_hash BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO "client" VALUES('amzn1.application-oa2-client.00000000000000000000000000000001','tool',X'68C130C74FBAB2630853EAED5942613D499C5EEFDD95684D02263C551B64BEB2');
CREATE TABLE confirmation (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, subscription TEXT NOT NULL);
CREATE TABLE ingest_grant (
    id TEXT NOT NULL, account INTEGER NOT NULL, PRIMARY KEY (id, account)) WITHOUT ROWID;
CREATE TABLE ingest_key (id TEXT PRIMARY KEY, holder TEXT NOT NULL, hash BLOB NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE marketplace (
    id TEXT PRIMARY KEY, country TEXT NOT NULL, realm TEXT NOT NULL, currency TEXT NOT NULL, time_zone TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('format','1');
CREATE TABLE refresh_grant (
    hash BLOB NOT NULL, account INTEGER NOT NULL, PRIMARY KEY (hash, account)) WITHOUT ROWID;
CREATE TABLE refresh_token (
    hash BLOB PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE subscription (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, client TEXT NOT NULL, user TEXT NOT NULL,
    account INTEGER NOT NULL, dataset TEXT NOT NULL, queue_arn TEXT NOT NULL, notes TEXT NOT NULL, status INTEGER NOT NULL,
    request_token TEXT NOT NULL, request_hash TEXT NOT NULL, topic_arn TEXT NOT NULL, arn_suffix TEXT NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, waiting_since INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL,
    publication INTEGER NOT NULL DEFAULT 0, row INTEGER NOT NULL DEFAULT 0,
    UNIQUE (client, user, account, request_token));
INSERT INTO "subscription" VALUES(1,'a','amzn1.application-oa2-client.00000000000000000000000000000001','ann@example.com',1,'sp-traffic','arn:aws:sqs:us-east-1:123456789012:a','',3,'token-a','','topic','suffix',1783872000000,1783872000000,1783872000000,0,1783872000000,7,2);
INSERT INTO "subscription" VALUES(2,'b','amzn1.application-oa2-client.00000000000000000000000000000001','ann@example.com',1,'sp-traffic','arn:aws:sqs:us-east-1:123456789012:b','',2,'token-b','','topic','suffix',1783872000000,1783872000000,1783872000000,0,1783872000000,0,0);
INSERT INTO "subscription" VALUES(3,'c','amzn1.application-oa2-client.00000000000000000000000000000001','ann@example.com',1,'sp-traffic','arn:aws:sqs:us-east-1:123456789012:c','',1,'token-c','','topic','suffix',1783872000000,1783872000000,1783872000000,0,1783872000000,0,0);
INSERT INTO "subscription" VALUES(4,'d','amzn1.application-oa2-client.00000000000000000000000000000001','ann@example.com',1,'sp-traffic','arn:aws:sqs:us-east-1:123456789012:d','',4,'token-d','','topic','suffix',1783872000000,1783872000000,1783872000000,0,1783872000000,0,0);
CREATE INDEX access_token_expires ON access_token (expires);
CREATE INDEX access_token_refresh ON access_token (refresh_hash, sequence);
CREATE INDEX subscription_owner ON subscription (client, user, account, sequence);
CREATE INDEX subscription_stream ON subscription (client, dataset, account) WHERE status <= 3;
CREATE INDEX subscription_waiting ON subscription (client) WHERE status <= 2;
CREATE INDEX subscription_age ON subscription (waiting_since) WHERE status <= 2;
CREATE INDEX subscription_due ON subscription (due) WHERE status = 1;
CREATE INDEX confirmation_subscription ON confirmation (subscription, sequence);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('account',1);
INSERT INTO "sqlite_sequence" VALUES('subscription',4);
COMMIT;
