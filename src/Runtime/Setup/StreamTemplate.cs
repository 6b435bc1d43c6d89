using System.Text.Json.Nodes;
using Millrace.Contracts.Policies;

namespace Millrace.Runtime.Setup;

/// <summary>A Firehose stream to a bucket of S3, the role by which it writes there, and the two roles by which it is entered.</summary>
internal static class StreamTemplate
{
    private const int BufferSeconds = 300;
    private const int BufferMegabytes = 5;
    private const string FirehoseService = "firehose.amazonaws.com";

    private static readonly string[] BucketActions =
    [
        "s3:PutObject",
        "s3:AbortMultipartUpload",
        "s3:GetBucketLocation",
        "s3:ListBucket",
    ];

    public static JsonObject CloudFormation(SetupOrder order)
    {
        var bucket = Template.Arn("Bucket");
        var objects = new JsonObject { ["Fn::Join"] = new JsonArray("", new JsonArray(bucket.DeepClone(), "/*")) };
        JsonNode? externalId =
            !order.AsksExternalId ? null
            : order.ExternalId is { } id ? id
            : new JsonObject { ["Ref"] = "ClientId" };
        var template = new JsonObject
        {
            ["AWSTemplateFormatVersion"] = "2010-09-09",
            ["Description"] =
                $"A Firehose stream to S3 for {order.Dataset} in {order.Realm.Id}: make the stack in {order.Realm.AwsRegion}, with CAPABILITY_NAMED_IAM.",
        };
        if (externalId is JsonObject)
        {
            template["Parameters"] = new JsonObject
            {
                ["ClientId"] = new JsonObject { ["Type"] = "String", ["Description"] = "The client id of the API." },
            };
        }

        template["Resources"] = new JsonObject
        {
            ["Bucket"] = new JsonObject { ["Type"] = "AWS::S3::Bucket" },
            ["WriterRole"] = Template.Role(
                null,
                WriterTrust(),
                PolicyText.OfRole("FirehoseWrites", BucketActions, new JsonArray(bucket.DeepClone(), objects))
            ),
            ["Stream"] = new JsonObject
            {
                ["Type"] = "AWS::KinesisFirehose::DeliveryStream",
                ["DependsOn"] = "WriterRole",
                ["Properties"] = new JsonObject
                {
                    ["DeliveryStreamName"] = order.Name,
                    ["DeliveryStreamType"] = "DirectPut",
                    ["ExtendedS3DestinationConfiguration"] = new JsonObject
                    {
                        ["BucketARN"] = bucket,
                        ["RoleARN"] = Template.Arn("WriterRole"),
                        ["BufferingHints"] = new JsonObject
                        {
                            ["IntervalInSeconds"] = BufferSeconds,
                            ["SizeInMBs"] = BufferMegabytes,
                        },
                    },
                },
            },
            ["SubscriptionRole"] = Template.Role(
                $"{order.Name}-FirehoseSubscriptionRole",
                StreamPolicies.OfTrust(order.Publisher, isSubscriber: false, externalId?.DeepClone()),
                StreamPolicies.OfSubscription(order.Publisher.Profile, Template.Arn("Stream"))
            ),
            ["SubscriberRole"] = Template.Role(
                $"{order.Name}-FirehoseSubscriberRole",
                StreamPolicies.OfTrust(order.Publisher, isSubscriber: true, externalId?.DeepClone()),
                StreamPolicies.OfSubscriber(order.Publisher, Template.Arn("SubscriptionRole"))
            ),
        };
        template["Outputs"] = new JsonObject
        {
            ["DeliveryStreamArn"] = Template.Output(Template.Arn("Stream")),
            ["SubscriberRoleArn"] = Template.Output(Template.Arn("SubscriberRole")),
            ["SubscriptionRoleArn"] = Template.Output(Template.Arn("SubscriptionRole")),
        };
        return template;
    }

    public static string Terraform(SetupOrder order)
    {
        JsonNode? externalId = !order.AsksExternalId ? null : order.ExternalId ?? "${var.client_id}";
        const string stream = "${aws_kinesis_firehose_delivery_stream.millrace.arn}";
        const string bucket = "${aws_s3_bucket.millrace.arn}";
        var variable =
            order.AsksExternalId && order.ExternalId is null
                ? """

                    variable "client_id" {
                      type        = string
                      description = "The client id of the API."
                    }

                    """
                : "";
        return $$"""
                # A Firehose stream to S3 for {{order.Dataset}} in {{order.Realm.Id}}: apply it in {{order.Realm.AwsRegion}}.
                {{variable}}
                resource "aws_s3_bucket" "millrace" {
                  bucket_prefix = "millrace-"
                }

                resource "aws_kinesis_firehose_delivery_stream" "millrace" {
                  name        = "{{order.Name}}"
                  destination = "extended_s3"

                  extended_s3_configuration {
                    role_arn           = aws_iam_role.writer.arn
                    bucket_arn         = aws_s3_bucket.millrace.arn
                    buffering_interval = {{BufferSeconds}}
                    buffering_size     = {{BufferMegabytes}}
                  }
                }

                """
            + Role(
                "writer",
                null,
                WriterTrust(),
                PolicyText.OfRole("FirehoseWrites", BucketActions, new JsonArray(bucket, bucket + "/*"))
            )
            + Role(
                "subscription",
                $"{order.Name}-FirehoseSubscriptionRole",
                StreamPolicies.OfTrust(order.Publisher, isSubscriber: false, externalId?.DeepClone()),
                StreamPolicies.OfSubscription(order.Publisher.Profile, stream)
            )
            + Role(
                "subscriber",
                $"{order.Name}-FirehoseSubscriberRole",
                StreamPolicies.OfTrust(order.Publisher, isSubscriber: true, externalId?.DeepClone()),
                StreamPolicies.OfSubscriber(order.Publisher, "${aws_iam_role.subscription.arn}")
            )
            + Setup.Terraform.Output("delivery_stream_arn", "aws_kinesis_firehose_delivery_stream.millrace.arn")
            + Setup.Terraform.Output("subscriber_role_arn", "aws_iam_role.subscriber.arn")
            + Setup.Terraform.Output("subscription_role_arn", "aws_iam_role.subscription.arn");
    }

    private static JsonObject WriterTrust() => PolicyText.OfTrust(new(PolicyPrincipal.Service, FirehoseService), null);

    private static string Role(string label, string? name, JsonObject trust, JsonObject? policy)
    {
        var role = $$"""

            resource "aws_iam_role" "{{label}}" {
              {{(name is null ? "name_prefix = \"millrace-\"" : $"name = \"{name}\"")}}
              assume_role_policy = {{Setup.Terraform.Policy(trust)}}
            }

            """;
        return policy is null
            ? role
            : role
                + $$"""

                    resource "aws_iam_role_policy" "{{label}}" {
                      role   = aws_iam_role.{{label}}.id
                      policy = {{Setup.Terraform.Policy(policy)}}
                    }

                    """;
    }
}
