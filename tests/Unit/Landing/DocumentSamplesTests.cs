namespace Millrace.Unit.Landing;

/// <summary>Documents in the forms in which the original's are shown or met; they differ from the declarations.</summary>
public sealed class DocumentSamplesTests : IAsyncLifetime
{
    private LandingRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await LandingRig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Usage_without_an_account()
    {
        (
            await rig.LandAsync(
                """
                {"dataset_id":"budget-usage","budget_scope_id":"757","budget_scope_type":"CAMPAIGN","budget":5.0,
                 "budget_usage_percentage":5.79,"usage_updated_timestamp":"2026-09-21T13:04:36Z"}
                """
            )
        ).ShouldBe(new(1, 0, 0, Documents: 1));
        (
            await rig.AskAsync(
                $"SELECT budget_scope_id, budget, budget_usage_percentage, usage_updated_timestamp FROM {DocumentMaker.Schema}.\"budget-usage_current\""
            )
        ).ShouldBe(["757|5|5.79|2026-09-21 13:04:36"]);
    }

    [Fact]
    public async Task A_campaign_whose_bid_setting_stands_in_its_budget()
    {
        (
            await rig.LandAsync(
                """
                {"dataset_id":"campaigns","advertiser_id":"A0X","marketplace_id":"ATVPDKIKX0DER","version":12,"campaignId":"1001",
                 "portfolioId":"77","adProduct":"SPONSORED_PRODUCTS","name":"Shoes","startDateTime":"2026-01-01T00:00:00Z",
                 "endDateTime":"","state":"ENABLED","tags":{"team":"a"},"targetingSettings":"manual",
                 "audit":{"creationDateTime":"2026-01-01T00:00:00Z","lastUpdatedDateTime":"2026-07-13T08:00:00Z"},
                 "budget":{"budgetCap":{"monetaryBudget":{"amount":20,"currencyCode":"USD"},"recurrence":{"recurrenceType":"DAILY"}},
                  "bidSetting":{"bidStrategy":"MANUAL","placementBidAdjustment":[{"placement":"PLACEMENT_TOP","percentage":50}]}}}
                """
            )
        ).ShouldBe(new(1, 0, 0, Documents: 1));
        (
            await rig.AskAsync(
                $"""
                SELECT version, "bidSetting_bidStrategy", "bidSetting_placementBidAdjustment"->0->>'percentage',
                    "budget_budgetCap_monetaryBudget_amount", "audit_lastUpdatedDateTime", "tags"->>'team', unknown_fields
                FROM {DocumentMaker.Schema}.campaigns_current
                """
            )
        ).ShouldBe(["12|MANUAL|50|20|2026-07-13 08:00:00|a|"]);
    }

    [Fact]
    public async Task An_ad_group_of_dsp_with_the_other_spelling_and_a_list_as_text()
    {
        (
            await rig.LandAsync(
                """
                {"dataset_id":"adsp-adgroups","advertiser_id":"580","marketplace_id":"ATVPDKIKX0DER","version":3,"adGroupId":"2001",
                 "campaignId":"590","state":"ACTIVE","advertisedProductCategoryIds":"[]",
                 "budgetCaps":[{"monetaryBudget":{"amount":9.5,"currencyCode":"USD"},"recurrenceTimePeriod":"DAILY"}],
                 "targetingSettings":{"amazonViewability":{"viewablitiyTier":"ALL_TIERS","includeUnmeasurableImpressions":false},
                  "siteLanguage":["en","de"]},"bid":{"baseBid":1.5}}
                """
            )
        ).ShouldBe(new(1, 0, 0, Documents: 1));
        (
            await rig.AskAsync(
                $"""
                SELECT "adgroupId", "advertisedProductCategoryIds", "budgetCaps"->0->'monetaryBudget'->>'amount',
                    "targetingSettings_amazonViewability_viewablitiyTier", "targetingSettings_siteLanguage", "bid_baseBid", unknown_fields
                FROM {DocumentMaker.Schema}."adsp-adgroups_current"
                """
            )
        ).ShouldBe(["""2001|"[]"|9.5|ALL_TIERS|["en","de"]|1.5|"""]);
    }

    [Fact]
    public async Task Targets_of_dsp_are_told_apart_by_their_block_whose_versions_count_alone()
    {
        static string Targets(string spelling, int version, string block) =>
            $$"""{"dataset_id":"adsp-adgroup-targets","advertiser_id":"580","marketplace_id":"M","version":{{version}},"{{spelling}}":"2001",{{block}}}""";

        (
            await rig.LandAsync(
                Targets("adgroupId", 1, "\"geoLocationTargets\":[{\"negative\":false,\"geoLocationId\":\"7\"}]"),
                Targets("adGroupId", 1, "\"appTargets\":[{\"negative\":true,\"appType\":\"MOBILE\",\"appId\":\"9\"}]"),
                Targets("adGroupId", 2, "\"appTargets\":[]"),
                Targets("adgroupId", 1, "\"deviceTargets\":[{\"deviceType\":\"MOBILE\",\"mobileOS\":null}]")
            )
        ).ShouldBe(new(4, 0, 0, Documents: 4));
        (
            await rig.AskAsync(
                $"""
                SELECT "adgroupId", block, version, coalesce("geoLocationTargets", "appTargets", "deviceTargets")
                FROM {DocumentMaker.Schema}."adsp-adgroup-targets_current" ORDER BY ALL
                """
            )
        ).ShouldBe([
            "2001|appTargets|2|[]",
            """2001|deviceTargets|1|[{"deviceType":"MOBILE","mobileOS":null}]""",
            """2001|geoLocationTargets|1|[{"negative":false,"geoLocationId":"7"}]""",
        ]);
    }

    [Fact]
    public async Task The_newer_generation_without_account_and_version_and_in_the_nesting_of_others()
    {
        (
            await rig.LandAsync(
                """
                {"dataset_id":"ads-campaign-management-campaigns","campaign_id":"1001","name":"old",
                 "last_updated_date_time":"2026-07-13T08:00:00Z","state":{"state":"ENABLED"},"budgets":{"budget_type":"MONETARY"}}
                """,
                """
                {"dataset_id":"ads-campaign-management-campaigns","campaign_id":"1001","name":"new",
                 "last_updated_date_time":"2026-07-13T09:00:00Z","state":"PAUSED","budgets":[{"budget_type":"MONETARY"}]}
                """,
                """
                {"dataset_id":"ads-campaign-management-targets","target_id":"12345678","bid":{"bid":{"bid":0.75,"currency_code":"USD"}}}
                """,
                """{"dataset_id":"ads-campaign-management-targets","target_id":"12345679","bid":{"bid":1.25,"currency_code":"USD"}}"""
            )
        ).ShouldBe(new(4, 0, 0, Documents: 4));
        (
            await rig.AskAsync(
                $"""SELECT name, state, budgets FROM {DocumentMaker.Schema}."ads-campaign-management-campaigns" ORDER BY ALL"""
            )
        ).ShouldBe(["""new|PAUSED|[{"budget_type":"MONETARY"}]""", """old|ENABLED|{"budget_type":"MONETARY"}"""]);
        (
            await rig.AskAsync($"""SELECT name FROM {DocumentMaker.Schema}."ads-campaign-management-campaigns_current" """)
        ).ShouldBe(["new"]);
        (
            await rig.AskAsync(
                $"""SELECT bid_bid FROM {DocumentMaker.Schema}."ads-campaign-management-targets_current" ORDER BY ALL"""
            )
        ).ShouldBe(["0.75", "1.25"]);
    }
}
