using System.Text;
using Millrace.Engine.Attribution;
using Millrace.Engine.Entities;
using Millrace.Engine.Journal;

namespace Millrace.Unit.Engine.Entities;

public sealed class EntityFormTests
{
    private const long Now = 1_780_000_000;

    [Fact]
    public void Versions_count_changes_and_times_are_the_platforms_where_it_has_some()
    {
        var first = EntityRig.Next(null, EntityRig.Line("ad", Ad("\"name\":\"a\"")), Now);
        (first.Version, first.AdProduct, first.Creation, first.LastUpdated).ShouldBe(
            (1, AdProduct.SponsoredProducts, "2026-05-28T20:26:40Z", "2026-05-28T20:26:40Z")
        );

        var second = EntityRig.Next(first, EntityRig.Line("ad", Ad("\"name\":\"b\"")), Now + 60);
        (second.Version, second.Creation, second.LastUpdated).ShouldBe((2, first.Creation, "2026-05-28T20:27:40Z"));

        // When the platform comes to say when it was created, that is a change.
        var third = EntityRig.Next(
            second,
            EntityRig.Line(
                "ad",
                Ad(
                    "\"name\":\"b\",\"creation_date_time\":\"2026-01-01T00:00:00-08:00\",\"last_updated_date_time\":\"2026-01-02T00:00:00Z\""
                )
            ),
            Now + 60
        );
        (third.Version, third.Creation, third.LastUpdated).ShouldBe((3, "2026-01-01T00:00:00-08:00", "2026-01-02T00:00:00Z"));
    }

    [Fact]
    public void What_is_deleted_stays_as_archived_and_may_come_again()
    {
        var known = EntityRig.Next(null, EntityRig.Line("ad", Ad("\"sku\":\"S\",\"state\":\"paused\",\"unknown_field\":[1.0]")));
        var gone = EntityRig.Next(known, EntityRig.Line("ad", "\"deleted\":true"));
        gone.Version.ShouldBe(2);
        Encoding.UTF8.GetString(known.Document).ShouldContain("\"state\":\"PAUSED\"");
        Encoding
            .UTF8.GetString(gone.Document)
            .ShouldBe(Encoding.UTF8.GetString(known.Document).Replace("PAUSED", "ARCHIVED", StringComparison.Ordinal));
        EntityForm.Next(gone, EntityRig.Read(EntityRig.Line("ad", "\"deleted\":true")), Now).ShouldBeNull();

        var again = EntityRig.Next(gone, EntityRig.Line("ad", Ad("\"sku\":\"S\",\"state\":\"enabled\"")));
        again.Version.ShouldBe(3);
    }

    [Fact]
    public void What_has_no_state_gets_one_by_being_deleted_in_the_place_of_its_name()
    {
        var known = EntityRig.Next(null, EntityRig.Line("campaign", "\"a\":1,\"name\":\"x\",\"zone\":2,\"ad_product\":\"DSP\""));
        var gone = EntityRig.Next(known, EntityRig.Line("campaign", "\"deleted\":true"));
        Encoding
            .UTF8.GetString(gone.Document)
            .ShouldBe(
                """{"a":1,"account_id":"4711","ad_product":"DSP","currency":"USD","name":"x","state":"ARCHIVED","zone":2}"""
            );
        gone.AdProduct.ShouldBe(AdProduct.Dsp);
        EntityMessages
            .OfChange(EntityRig.Account, "campaign", "7", known, gone, null)
            .Single()
            .Dataset.ShouldBe("adsp-campaigns");
    }

    [Fact]
    public void What_nobody_knows_cannot_be_deleted() =>
        EntityForm.Next(null, EntityRig.Read(EntityRig.Line("ad", "\"deleted\":true")), Now).ShouldBeNull();

    [Fact]
    public void A_form_is_read_as_it_was_written_and_damage_is_told()
    {
        var form = EntityRig.Next(null, EntityRig.Line("campaign", "\"name\":\"ü\",\"ad_product\":\"SD\"")) with
        {
            Version = 1L << 40,
        };
        var writer = new ByteWriter();
        form.Write(writer);
        var reader = new ByteReader(writer.Written.Span);
        var read = EntityForm.Read(ref reader);
        reader.IsAtEnd.ShouldBeTrue();
        read.Document.ShouldBe(form.Document);
        (read with { Document = form.Document }).ShouldBe(form);
        var over = new ByteReader(writer.Written.Span);
        EntityForm.Skim(ref over);
        over.IsAtEnd.ShouldBeTrue();

        var bytes = writer.Written.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Should.Throw<InvalidDataException>(() => ReadAll(bytes.AsSpan(0, length)));
            Should.Throw<InvalidDataException>(() => SkimAll(bytes.AsSpan(0, length)));
        }

        bytes[0] = 2;
        Should.Throw<InvalidDataException>(() => ReadAll(bytes));
        Should.Throw<InvalidDataException>(() => SkimAll(bytes));
    }

    private static EntityForm ReadAll(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        return EntityForm.Read(ref reader);
    }

    private static void SkimAll(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        EntityForm.Skim(ref reader);
    }

    private static string Ad(string fields) => $"\"campaign_id\":\"1\",\"ad_group_id\":\"2\",{fields}";
}
