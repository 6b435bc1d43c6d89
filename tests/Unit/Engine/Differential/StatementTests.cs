using System.Globalization;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Engine.Differential;

/// <summary>The statements are whole, and hours are those of the account.</summary>
public sealed class StatementTests : IDisposable
{
    private readonly Oracle oracle = new();

    public static TheoryData<string> All => [.. Datasets.All.Select(dataset => dataset.Id)];

    public void Dispose() => oracle.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void A_statement_has_every_dimension_and_every_figure_of_its_dataset_and_nothing_else(string id)
    {
        var dataset = Datasets.Find(id)!;
        var declared = dataset
            .Fields.Where(field => field.Role is FieldRole.Dimension or FieldRole.Metric && !field.IsLandedOnly)
            .Select(field => field.Name);
        oracle.Columns(dataset).ShouldBe(declared, ignoreOrder: true);
    }

    [Theory]
    [InlineData("America/Los_Angeles", "2026-03-08T09:59:59Z", "2026-03-08T01:00:00-08:00")]
    [InlineData("America/Los_Angeles", "2026-03-08T10:00:00Z", "2026-03-08T03:00:00-07:00")]
    [InlineData("America/Los_Angeles", "2026-11-01T08:30:00Z", "2026-11-01T01:00:00-07:00")]
    [InlineData("America/Los_Angeles", "2026-11-01T09:30:00Z", "2026-11-01T01:00:00-08:00")]
    [InlineData("Asia/Kolkata", "2026-06-15T00:29:59Z", "2026-06-15T05:00:00+05:30")]
    [InlineData("Asia/Kathmandu", "2026-06-15T00:15:00Z", "2026-06-15T06:00:00+05:45")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T15:29:59Z", "2026-10-04T01:00:00+10:30")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T15:45:00Z", "2026-10-04T02:30:00+11:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T14:59:59Z", "2026-04-05T01:00:00+11:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:29:59Z", "2026-04-05T01:30:00+10:30")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:30:00Z", "2026-04-05T02:00:00+10:30")]
    public void An_hour_begins_at_the_full_hour_of_local_time_or_at_a_clock_change_in_it(string zone, string time, string hour) =>
        LocalHour.Of(zone, DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeSeconds()).ShouldBe(hour);
}
