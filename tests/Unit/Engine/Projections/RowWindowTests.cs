using CsCheck;
using Millrace.Engine.Projections;

namespace Millrace.Unit.Engine.Projections;

/// <summary>The window that a renderer says a row has is the one that its record shows.</summary>
public sealed class RowWindowTests
{
    [Fact]
    public void A_row_has_the_window_that_its_record_shows() =>
        BlockCase.Any.Sample(
            rows =>
            {
                var block = rows.Build();
                using var renderer = BlockRenderer.Open(block.Data, Recipient.Anyone);
                var shown = Rendered.Messages(block.Data).Select(body => System.Text.Json.JsonDocument.Parse(body).RootElement);
                shown
                    .Select(record => record.GetProperty("time_window_start").GetDateTimeOffset().ToUnixTimeSeconds())
                    .ShouldBe(Enumerable.Range(0, renderer.Rows).Select(row => renderer.WindowOf(row)!.Value));
            },
            iter: 100
        );
}
