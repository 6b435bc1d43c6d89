BEGIN TRANSACTION;
CREATE TABLE access_token (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, refresh_hash BLOB NOT NULL, expires INTEGER NOT NULL);
CREATE TABLE account (
    key INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, profile_id TEXT NOT NULL UNIQUE, entity_id TEXT NOT NULL,
    advertiser_id TEXT NOT NULL, marketplace TEXT NOT NULL, realm TEXT NOT NULL, currency TEXT NOT NULL,
    time_zone TEXT NOT NULL, type TEXT NOT NULL, UNIQUE (advertiser_id, marketplace), UNIQUE (entity_id, marketplace));
INSERT INTO "account" VALUES(1,'Acme','123','ENTITY1','A1','ATVPDKIKX0DER','NA','USD','America/Los_Angeles','Seller');
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL,
    subject TEXT NOT NULL, outcome TEXT NOT NULL);
INSERT INTO "audit" VALUES(1,1795616249697,'admin','account add','account 1','done');
INSERT INTO "audit" VALUES(2,1795616249838,'admin','client add','amzn1.application-oa2-client.00000000000000000000000000000001','done');
INSERT INTO "audit" VALUES(3,1795616250083,'admin','token add','account 1 to amzn1.application-oa2-client.00000000000000000000000000000001 for ann','done');
INSERT INTO "audit" VALUES(4,1783872000000,'amzn1.application-oa2-client.00000000000000000000000000000001 for ann','subscription create','a','done');
CREATE TABLE client (id TEXT PRIMARY KEY, name TEXT NOT NULL, secret_hash BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO "client" VALUES('amzn1.application-oa2-client.00000000000000000000000000000001','tool',X'720D35EDF528F37F639244978CE12F6200D414AC5E2DA47F426FDF10B1BF0005');
CREATE TABLE confirmation (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, subscription TEXT NOT NULL);
CREATE TABLE dead_letter (
    subscription TEXT NOT NULL, publication INTEGER NOT NULL, row INTEGER NOT NULL, account INTEGER NOT NULL,
    dataset TEXT NOT NULL, since INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY (subscription, publication, row))
    WITHOUT ROWID;
INSERT INTO "dead_letter" VALUES('a',6,2,1,'sp-traffic',1783872000000,'too long');
CREATE TABLE dropped (
    subscription TEXT PRIMARY KEY, records INTEGER NOT NULL, publication INTEGER NOT NULL, published INTEGER NOT NULL)
    WITHOUT ROWID;
INSERT INTO "dropped" VALUES('a',5,4,1783872000);
CREATE TABLE freshness (subscription TEXT PRIMARY KEY, told_through INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE ingest_grant (
    id TEXT NOT NULL, account INTEGER NOT NULL, PRIMARY KEY (id, account)) WITHOUT ROWID;
CREATE TABLE ingest_key (id TEXT PRIMARY KEY, holder TEXT NOT NULL, hash BLOB NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE issuer_grant (
    issuer TEXT NOT NULL, user TEXT NOT NULL, client TEXT NOT NULL, account INTEGER NOT NULL,
    PRIMARY KEY (issuer, user, client, account)) WITHOUT ROWID;
CREATE TABLE marketplace (
    id TEXT PRIMARY KEY, country TEXT NOT NULL, realm TEXT NOT NULL, currency TEXT NOT NULL, time_zone TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('format','9');
CREATE TABLE refresh_grant (
    hash BLOB NOT NULL, account INTEGER NOT NULL, PRIMARY KEY (hash, account)) WITHOUT ROWID;
INSERT INTO "refresh_grant" VALUES(X'62D4B83FADF2AA0D2DFE5D5A806CFDC66FA46763FE1F24F84023218E03A7CA24',1);
CREATE TABLE refresh_token (
    hash BLOB PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "refresh_token" VALUES(X'62D4B83FADF2AA0D2DFE5D5A806CFDC66FA46763FE1F24F84023218E03A7CA24','amzn1.application-oa2-client.00000000000000000000000000000001','ann');
CREATE TABLE replay (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, subscription TEXT NOT NULL, status INTEGER NOT NULL,
    range_from INTEGER NOT NULL, range_to INTEGER, first INTEGER, through INTEGER,
    publication INTEGER NOT NULL DEFAULT 0, row INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0, why TEXT,
    created INTEGER NOT NULL, updated INTEGER NOT NULL);
CREATE TABLE stream_roles (
    subscription TEXT PRIMARY KEY, subscriber_role TEXT NOT NULL, subscription_role TEXT NOT NULL, newline INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE subscription (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, client TEXT NOT NULL, user TEXT NOT NULL,
    account INTEGER NOT NULL, dataset TEXT NOT NULL, queue_arn TEXT NOT NULL, notes TEXT NOT NULL, status INTEGER NOT NULL,
    request_token TEXT NOT NULL, request_hash TEXT NOT NULL, topic_arn TEXT NOT NULL, arn_suffix TEXT NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, waiting_since INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL,
    publication INTEGER NOT NULL DEFAULT 0, row INTEGER NOT NULL DEFAULT 0, failing_since INTEGER, changes INTEGER NOT NULL DEFAULT 0, asked_again INTEGER NOT NULL DEFAULT 0,
    UNIQUE (client, user, account, request_token));
INSERT INTO "subscription" VALUES(1,'a','amzn1.application-oa2-client.00000000000000000000000000000001','ann',1,'sp-traffic','arn:aws:sqs:us-east-1:123456789012:a','',3,'token-a','','topic','suffix',1783872000000,1783872000000,1783872000000,0,1783872000000,7,0,1783872000000,0,0);
CREATE TABLE subscription_count (
    client TEXT NOT NULL, dataset TEXT NOT NULL, live INTEGER NOT NULL, waiting INTEGER NOT NULL,
    PRIMARY KEY (client, dataset)) WITHOUT ROWID;
INSERT INTO "subscription_count" VALUES('amzn1.application-oa2-client.00000000000000000000000000000001','sp-traffic',1,0);
CREATE INDEX access_token_expires ON access_token (expires);
CREATE INDEX access_token_refresh ON access_token (refresh_hash, sequence);
CREATE INDEX subscription_owner ON subscription (client, user, account, sequence);
CREATE INDEX subscription_stream ON subscription (client, dataset, account) WHERE status <= 3;
CREATE INDEX subscription_age ON subscription (waiting_since) WHERE status <= 2;
CREATE INDEX subscription_due ON subscription (due) WHERE status = 1;
CREATE INDEX confirmation_subscription ON confirmation (subscription, sequence);
CREATE TRIGGER subscription_made AFTER INSERT ON subscription WHEN NEW.status <= 3 BEGIN
    INSERT INTO subscription_count VALUES (NEW.client, NEW.dataset, 1, NEW.status <= 2)
        ON CONFLICT DO UPDATE SET live = live + 1, waiting = waiting + excluded.waiting;
END;
CREATE TRIGGER subscription_moved AFTER UPDATE OF status ON subscription WHEN NEW.status <> OLD.status BEGIN
    UPDATE subscription_count SET
        live = live + (NEW.status <= 3) - (OLD.status <= 3),
        waiting = waiting + (NEW.status <= 2) - (OLD.status <= 2)
    WHERE client = NEW.client AND dataset = NEW.dataset;
END;
CREATE INDEX audit_time ON audit (time);
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'Entries of the audit log are not changed.'); END;
CREATE TRIGGER audit_oldest_first BEFORE DELETE ON audit WHEN OLD.sequence > (SELECT MIN(sequence) FROM audit) BEGIN
    SELECT RAISE(ABORT, 'Only the oldest entries of the audit log can go.');
END;
CREATE TRIGGER audit_marketplace AFTER INSERT ON marketplace BEGIN
    INSERT INTO audit VALUES (NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER), 'admin', 'marketplace add', NEW.id, 'done');
END;
CREATE TRIGGER audit_account AFTER INSERT ON account BEGIN
    INSERT INTO audit VALUES (NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER), 'admin', 'account add', 'account ' || NEW.key, 'done');
END;
CREATE TRIGGER audit_ingest_key AFTER INSERT ON ingest_key BEGIN
    INSERT INTO audit VALUES (NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER), 'admin', 'ingest-key add', NEW.id || ' of ' || NEW.holder, 'done');
END;
CREATE TRIGGER audit_client AFTER INSERT ON client BEGIN
    INSERT INTO audit VALUES (NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER), 'admin', 'client add', NEW.id, 'done');
END;
CREATE TRIGGER audit_grant AFTER INSERT ON refresh_grant BEGIN
    INSERT INTO audit SELECT NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER), 'admin', 'token add', 'account ' || NEW.account || ' to ' || client || ' for ' || user, 'done'
        FROM refresh_token WHERE hash = NEW.hash;
END;
CREATE TRIGGER audit_revoked AFTER DELETE ON refresh_grant BEGIN
    INSERT INTO audit SELECT NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER), 'admin', 'token revoke', 'account ' || OLD.account || ' to ' || client || ' for ' || user, 'done'
        FROM refresh_token WHERE hash = OLD.hash;
END;
CREATE TRIGGER audit_access_token AFTER INSERT ON access_token BEGIN
    INSERT INTO audit SELECT NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER), client, 'access token issue', user, 'done'
        FROM refresh_token WHERE hash = NEW.refresh_hash;
END;
CREATE TRIGGER audit_subscription_made AFTER INSERT ON subscription BEGIN
    INSERT INTO audit VALUES (
        NULL, NEW.created, NEW.client || ' for ' || NEW.user, 'subscription create', NEW.id, 'done');
END;
CREATE TRIGGER audit_subscription_changed AFTER UPDATE OF notes, changes ON subscription
    WHEN NEW.notes <> OLD.notes OR NEW.changes <> OLD.changes BEGIN
    INSERT INTO audit VALUES (
        NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER), NEW.client || ' for ' || NEW.user, 'subscription update', NEW.id, 'done');
END;
CREATE TRIGGER audit_subscription_asked AFTER UPDATE OF asked_again ON subscription BEGIN
    INSERT INTO audit VALUES (
        NULL, NEW.asked_again, NEW.client || ' for ' || NEW.user, 'confirmation resend', NEW.id, 'done');
END;
CREATE TRIGGER audit_subscription_moved AFTER UPDATE OF status ON subscription WHEN NEW.status <> OLD.status BEGIN
    INSERT INTO audit VALUES (
        NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER),
        CASE WHEN NEW.status = 4 OR (NEW.status = 3 AND OLD.status = 7) THEN NEW.client || ' for ' || NEW.user
            WHEN NEW.status = 3 AND NOT EXISTS (SELECT 1 FROM stream_roles WHERE subscription = NEW.id)
                THEN 'holder of the confirmation'
            ELSE 'service' END,
        'subscription status', NEW.id, CASE NEW.status WHEN 1 THEN 'PROVISIONING' WHEN 2 THEN 'PENDING_CONFIRMATION' WHEN 3 THEN 'ACTIVE' WHEN 4 THEN 'ARCHIVED'
    WHEN 5 THEN 'FAILED_CONFIRMATION' WHEN 6 THEN 'FAILED_PROVISIONING' ELSE 'SUSPENDED' END);
END;
CREATE INDEX replay_subscription ON replay (subscription, sequence);
CREATE INDEX replay_open ON replay (sequence) WHERE status <= 2;
CREATE TRIGGER subscription_left AFTER UPDATE OF status ON subscription WHEN NEW.status > 3 AND OLD.status <= 3 BEGIN
    UPDATE replay SET status = 5, why = 'The subscription is not ACTIVE any more.', updated = NEW.updated
    WHERE subscription = NEW.id AND status <= 2;
END;
CREATE TRIGGER audit_replay_made AFTER INSERT ON replay BEGIN
    INSERT INTO audit SELECT NULL, NEW.created, client || ' for ' || user, 'replay', NEW.id || ' of ' || NEW.subscription, 'done'
        FROM subscription WHERE id = NEW.subscription;
END;
CREATE TRIGGER audit_replay_canceled AFTER UPDATE OF status ON replay WHEN NEW.status = 4 AND OLD.status <> 4 BEGIN
    INSERT INTO audit SELECT NULL, NEW.updated, client || ' for ' || user, 'replay cancel', NEW.id || ' of ' || NEW.subscription, 'done'
        FROM subscription WHERE id = NEW.subscription;
END;
CREATE TRIGGER audit_issuer_grant AFTER INSERT ON issuer_grant BEGIN
    INSERT INTO audit VALUES (NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER), 'admin', 'grant add',
        'account ' || NEW.account || ' to ' || IIF(NEW.client = '', 'any client', NEW.client) || ' of ' || NEW.issuer || ' for ' || NEW.user, 'done');
END;
CREATE TRIGGER audit_issuer_grant_removed AFTER DELETE ON issuer_grant BEGIN
    INSERT INTO audit VALUES (NULL, CAST(unixepoch('subsec') * 1000 AS INTEGER), 'admin', 'grant remove',
        'account ' || OLD.account || ' to ' || IIF(OLD.client = '', 'any client', OLD.client) || ' of ' || OLD.issuer || ' for ' || OLD.user, 'done');
END;
CREATE INDEX dead_letter_stream ON dead_letter (account, dataset, publication);
CREATE INDEX subscription_delivery ON subscription (account, dataset) WHERE status IN (3, 7);
CREATE INDEX subscription_troubled ON subscription (sequence) WHERE failing_since IS NOT NULL OR status = 7;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('audit',4);
INSERT INTO "sqlite_sequence" VALUES('account',1);
INSERT INTO "sqlite_sequence" VALUES('subscription',1);
COMMIT;
