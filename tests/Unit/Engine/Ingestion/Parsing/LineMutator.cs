using System.Text;

namespace Millrace.Unit.Engine.Ingestion.Parsing;

/// <summary>Makes a line odd: mostly still nearly right, because what is nearly right is what a fast path gets wrong.</summary>
internal sealed class LineMutator(Random random)
{
    private static readonly string[] Values =
    [
        .. "\"\",null,true,false,{},[],{\"a\":[1,{\"b\":\"}\"}]},[\"\\\"\"],\"a\\u0041\\n\",\"\\ud800\",\"\\ud83d\\udc5f\",\"a\\x\",\"nul\0\",\"tab\t\"".Split(
            ','
        ),
        .. "0 -0 00 01 1 -1 1.5 1. .5 1.0 1.000000 1.0000000 0.0000001 0.123456 0.1234567 1e2 1E+2 1e-2 1e400 1e-40 +1 0x1 NaN".Split(
            ' '
        ),
        .. "999999999 1000000000 1000000001 999999999.999999 1000000000.000000 1000000000.000001 9223372036854775808".Split(' '),
        .. "12345678901234567890123456.78 123456789012345678901234567.89 0.00000000000000000000000000 2 3 17 29.99 \"5\"".Split(
            ' '
        ),
        "\"click\"",
    ];

    private static readonly string[] OddWords =
    [
        .. "sp S DSPS impressions Click none None return BROAD 1".Split(' '),
        .. EventTables.WordsOf.Values.SelectMany(words => words).Distinct(),
    ];

    private static readonly string[] Times =
    [
        .. "2024-02-29 2023-02-29 2000-02-29 1900-02-28 1900-02-29 2026-02-30 2026-04-31 2026-00-10 2026-13-01 2026-12-00".Split(
            ' '
        ),
        .. "0000-01-01 0001-01-01 0999-12-31 1000-01-01 1969-12-31 1970-01-01 9000-12-31 9001-01-01 9999-12-31 2O26-01-01".Split(
            ' '
        ),
        .. "2026-1-01 2026/01/01 +202-01-01 2026-01:01".Split(' '),
    ];

    private static readonly string[] Clocks =
    [
        .. "T00:00:00 T23:59:59 T23:59:60 T24:00:00 T12:60:00 t12:00:00 T12:00 T1:00:00 T12-00-00 T12:00;00 T12:0:000 T99:99:99".Split(
            ' '
        ),
        " 12:00:00",
        "T-1:00:00",
        "T12:00:0 ",
    ];

    private static readonly string[] Fractions =
    [
        "",
        "",
        "",
        ".1",
        ".1234567",
        ".12345678",
        ".1234567890123456",
        ".",
        ".a",
        ",5",
    ];

    private static readonly string[] Offsets =
    [
        .. "Z z +00:00 -00:00 +13:59 +14:00 +14:01 -14:00 +15:00 -23:59 +05:60 +0530 +05 -08:00 ZZ +5:30 +05:3 +05-30".Split(' '),
        "",
    ];

    private static readonly byte[] Marks = [.. "\"\\{}[]:,0.eE+-Z \t\r\n\0/'"u8, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xFF];

    private static readonly string[] Names = [.. EventTables.Fields, "Type", "bid", "größe", "keywordid"];

    private static readonly string[] Numbers = ["count", "units", .. EventTables.Money];

    private static readonly string[] Words = [.. EventTables.WordsOf.Keys];

    /// <summary>
    /// Changes which fields there are, or the words that say which may be: each field by itself is as good as it was.
    /// </summary>
    public void Regroup(List<(string Name, string Value)> fields, LineMaker maker)
    {
        var at = random.Next(fields.Count);
        switch (random.Next(6))
        {
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                Put(fields, Pick(Words), maker);
                break;
            case 2:
                Put(fields, random.Next(2) == 0 ? "type" : "ad_product", maker);
                break;
            case 3:
                maker.Move();
                Put(fields, random.Next(2) == 0 ? "time" : "conversion_time", maker);
                break;
            case 4 when fields.Exists(field => field.Name == "shopper_id"):
                Put(fields, "count", maker);
                break;
            default:
                Put(fields, Pick(EventTables.Fields), maker);
                break;
        }
    }

    /// <summary>Changes fields before the line is written.</summary>
    public void Change(List<(string Name, string Value)> fields)
    {
        var at = random.Next(fields.Count);
        var (name, value) = fields[at];
        switch (random.Next(12))
        {
            case 0:
                fields[at] = (name, Pick(Values));
                break;
            case 1:
                fields.Insert(random.Next(fields.Count + 1), fields[at]);
                break;
            case 2:
                var other = random.Next(fields.Count);
                (fields[at], fields[other]) = (fields[other], fields[at]);
                break;
            case 3:
                fields[at] = (Pick(Names), value);
                break;
            case 4:
                fields.Insert(at, (Pick(Names), Pick(Values)));
                break;
            case 5:
                fields.Insert(at, (new string('n', random.Next(1, 70)), Pick(Values)));
                break;
            case 6:
                fields[at] = ($"\\u00{(int)name[0]:x2}{name[1..]}", value);
                break;
            case 7:
                fields[at] = (name, $"\"{new string(random.Next(4) == 0 ? 'é' : 'v', Length())}\"");
                break;
            case 8:
                Replace(fields, Pick(Numbers), Pick(Values));
                break;
            case 9 when fields.FindIndex(field => Array.IndexOf(Numbers, field.Name) >= 0) is var number and >= 0:
                fields[number] = (fields[number].Name, Pick(Values));
                break;
            case 10:
                var time = $"\"{Pick(Times)}{Pick(Clocks)}{Pick(Fractions)}{Pick(Offsets)}\"";
                Replace(fields, random.Next(3) == 0 ? "conversion_time" : "time", time);
                break;
            default:
                Replace(fields, Pick(Words), $"\"{Pick(OddWords)}\"");
                break;
        }
    }

    /// <summary>Changes bytes of the written line.</summary>
    public byte[] Change(byte[] line)
    {
        var at = random.Next(line.Length);
        var rest = random.Next(line.Length - at + 1);
        switch (random.Next(9))
        {
            case 0:
                line[at] ^= (byte)(1 << random.Next(8));
                return line;
            case 1:
                line[at] = Marks[random.Next(Marks.Length)];
                return line;
            case 2:
                return [.. line[..at], Marks[random.Next(Marks.Length)], .. line[at..]];
            case 3:
                return line[..at];
            case 4:
                return [.. line[..at], .. line[(at + 1)..]];
            case 5:
                return [.. line[..at], .. line[(at + rest)..]];
            case 6:
                return [.. line, .. line[^Math.Min(line.Length, random.Next(1, 3))..]];
            case 7:
                return [.. line, .. Encoding.UTF8.GetBytes(random.Next(2) == 0 ? " \t\r " : " x")];
            default:
                return [.. (random.Next(2) == 0 ? "\uFEFF"u8 : " \t"u8), .. line];
        }
    }

    private int Length() => random.Next(3) == 0 ? random.Next(500, 520) : random.Next(1, 70);

    private void Replace(List<(string Name, string Value)> fields, string name, string value)
    {
        var at = fields.FindIndex(field => field.Name == name);
        fields[at < 0 ? random.Next(fields.Count) : at] = (name, value);
    }

    private void Put(List<(string Name, string Value)> fields, string name, LineMaker maker)
    {
        var at = fields.FindIndex(field => field.Name == name);
        if (at < 0)
        {
            fields.Insert(random.Next(fields.Count + 1), (name, maker.Value(name)));
        }
        else
        {
            fields[at] = (name, maker.Value(name));
        }
    }

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];
}
