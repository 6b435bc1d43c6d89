using Millrace.Runtime.Accounts;

namespace Millrace.Unit.Server;

/// <summary>Lines as a platform sends them.</summary>
internal static class Lines
{
    public static string Click(Account account, string id, string time = "2026-07-12T15:30:00Z", string campaign = "1") =>
        $$"""{"event_id":"{{id}}","type":"click","time":"{{time}}","advertiser_id":"{{account.AdvertiserId}}","marketplace_id":"{{account.Marketplace}}","campaign_id":"{{campaign}}","ad_group_id":"2","ad_id":"3","keyword_id":"4","placement":"Other on-Amazon","cost":0.25}""";

    public static string Keyword(Account account, string id) =>
        $$"""{"kind":"keyword","advertiser_id":"{{account.AdvertiserId}}","marketplace_id":"{{account.Marketplace}}","id":"{{id}}","campaign_id":"1","ad_group_id":"2","keyword_text":"shoes","match_type":"EXACT"}""";
}
